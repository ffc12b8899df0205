/** WriteCause of sim/devices/device.ts, whose table the engine may not import; a test holds the two together. */
export const Cause = { Demotion: 1, Write: 2, Preimage: 4, Log: 5, Metadata: 6 } as const;
