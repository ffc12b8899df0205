import { CommandKind } from '../../sim/engine/protocol.ts';

/** Of a kind of command: does it go to the array? */
export function isArrayCommand(kind: number): boolean {
  return (
    kind === CommandKind.ReadArray ||
    kind === CommandKind.WriteArray ||
    kind === CommandKind.DiscardArray ||
    kind === CommandKind.StageArray ||
    kind === CommandKind.CommitArray ||
    kind === CommandKind.ReadSnapshot ||
    kind === CommandKind.ReleaseSnapshot
  );
}

/** Does it go to flash? */
export function isFlashCommand(kind: number): boolean {
  return (
    kind === CommandKind.ReadFlash ||
    kind === CommandKind.WriteFlash ||
    kind === CommandKind.CopyDramToFlash ||
    kind === CommandKind.AppendLog ||
    kind === CommandKind.ReadLog
  );
}

/** Does it write to flash or to the array? */
export function isWriteCommand(kind: number): boolean {
  return (
    kind === CommandKind.WriteFlash ||
    kind === CommandKind.CopyDramToFlash ||
    kind === CommandKind.AppendLog ||
    kind === CommandKind.WriteArray ||
    kind === CommandKind.DiscardArray ||
    kind === CommandKind.StageArray ||
    kind === CommandKind.CommitArray
  );
}
