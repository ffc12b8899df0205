import type { Distribution } from '../../base/distributions.ts';
import type { ParamSpec } from '../../base/spec.ts';
import { deviceModel } from '../../devices/deviceModels.ts';
import type { DeviceRole } from '../../devices/deviceSpec.ts';
import { paramField, paramText, writtenName } from '../specField.ts';
import { pathOfDevice, type ChangeSource } from './changeable.ts';
import { readLatency } from './latencyField.ts';

/** The parameters of one device that its model can change while it works. */
export function deviceChange(role: DeviceRole): ChangeSource {
  return (context) => {
    const device = role === 'array' ? context.array : context.server[role];
    const spec = deviceModel(role, device.model);
    const params = spec.params as Readonly<Record<string, ParamSpec<unknown>>>;
    return (spec.live ?? []).map((name) => {
      const param = params[name]!;
      return {
        path: `${pathOfDevice(role)}.${writtenName(name, param)}`,
        summary: param.summary,
        scope: 'server',
        read(node, path) {
          if (param.unit === 'distribution') {
            const { latency, shown } = readLatency(node, path, device.params[name] as Distribution);
            return { change: { kind: 'device', device: role, param: name, value: latency }, shown };
          }
          const value = paramField(param).read(node, path);
          return { change: { kind: 'device', device: role, param: name, value }, shown: String(paramText({ ...param, default: value })) };
        },
      };
    });
  };
}
