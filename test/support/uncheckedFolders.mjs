// The folders whose substance is typed arrays: every read there would be `number | undefined`, and the index is asserted where it is made.
export const uncheckedFolders = ['sim/base', 'sim/engine', 'sim/kernel', 'sim/devices', 'sim/oracle', 'sim/metrics', 'sim/hypervisor', 'sim/hosts/simulated'];
