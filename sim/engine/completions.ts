/** Who goes on when a command completes: a table as two switches on its purpose, so that the calls stay direct. */
import { assert } from '../base/assert.ts';
import { considerCheckpoint, onCheckpoint, onSuperblock } from './checkpoint.ts';
import { onDestageRead, onDestageWrite } from './destage.ts';
import { answerControls, onDurableLog } from './durable.ts';
import { appendAgain, appended } from './logWriter.ts';
import { onMetadataLog } from './metadata.ts';
import { onResizeLog } from './portions.ts';
import { onPreimageLog, onPreimageRead, onPreimageWrite } from './preimageCopy.ts';
import { onHeldCommit, onHeldRead, onHeldStage } from './promise.ts';
import { onFetchRead, onFetchWrite } from './preparation.ts';
import { onFillRead, onFillWrite, onGuestRead, onPromote } from './readPath.ts';
import { onRollbackLogRead, onRollbackLogWrite } from './rollback.ts';
import { onCopyDone } from './room.ts';
import { onGuestWrite, onWritePersist } from './writePath.ts';
import { Purpose } from './command.ts';
import type { Command } from './command.ts';
import type { EngineCore } from './core.ts';

/** An append to the log is durable, or has failed. What can't be told yet (`sim/base/settled.ts`) waits until the appends before it are durable. */
export function completeAppend(core: EngineCore, command: Command, status: number): void {
  if (status !== 0) {
    appendAgain(core, command);
    core.endCommand(command);
    return;
  }
  if (isEarly(core, command)) {
    core.logArea.early.push(command.tag);
    return;
  }
  onAppended(core, command);
  core.endCommand(command);
  if (core.logArea.early.length > 0) completeEarly(core);
}

function isEarly(core: EngineCore, { purpose, segment }: Command): boolean {
  return purpose !== Purpose.Superblock && !core.logArea.canBeTold(segment);
}

function completeEarly(core: EngineCore): void {
  for (;;) {
    const at = core.logArea.early.findIndex((tag) => !isEarly(core, core.commands[tag]));
    if (at < 0) return;
    const command = core.commands[core.logArea.early.splice(at, 1)[0]];
    onAppended(core, command);
    core.endCommand(command);
  }
}

function onAppended(core: EngineCore, command: Command): void {
  appended(core, command);
  considerCheckpoint(core, core.vms[command.vm]);
  switch (command.purpose) {
    case Purpose.PreimageLog:
      onPreimageLog(core, command);
      break;
    case Purpose.DurableLog:
      onDurableLog(core, command);
      break;
    case Purpose.RollbackLogWrite:
      onRollbackLogWrite(core, command);
      break;
    case Purpose.ResizeLog:
      onResizeLog(core, command);
      break;
    case Purpose.MetadataLog:
      onMetadataLog(core, command);
      answerControls(core);
      break;
    case Purpose.Checkpoint:
      onCheckpoint(core, command);
      break;
    case Purpose.Superblock:
      onSuperblock(core, command);
      break;
    default:
      assert(false, 'an append belongs to one of those who append');
  }
}

/** Any other command has ended. */
export function completeOther(core: EngineCore, command: Command, status: number): void {
  switch (command.purpose) {
    case Purpose.GuestRead:
      onGuestRead(core, command, status);
      break;
    case Purpose.FillRead:
      onFillRead(core, command, status);
      break;
    case Purpose.FillWrite:
      onFillWrite(core, command);
      break;
    case Purpose.Promote:
      onPromote(core, command);
      break;
    case Purpose.GuestWrite:
      onGuestWrite(core, command);
      break;
    case Purpose.WritePersist:
      onWritePersist(core, command, status);
      break;
    case Purpose.Copy:
      onCopyDone(core, command, status);
      break;
    case Purpose.FetchRead:
      onFetchRead(core, command, status);
      break;
    case Purpose.FetchWrite:
      onFetchWrite(core, command, status);
      break;
    case Purpose.PreimageRead:
      onPreimageRead(core, command, status);
      break;
    case Purpose.PreimageWrite:
      onPreimageWrite(core, command, status);
      break;
    case Purpose.DestageRead:
      onDestageRead(core, command, status);
      break;
    case Purpose.DestageWrite:
      onDestageWrite(core, command, status);
      break;
    case Purpose.HeldRead:
      onHeldRead(core, command, status);
      break;
    case Purpose.HeldStage:
      onHeldStage(core, command, status);
      break;
    case Purpose.HeldCommit:
      onHeldCommit(core, command, status);
      break;
    case Purpose.ReleaseSnapshot:
      // The array has forgotten it.
      break;
    case Purpose.RollbackLogRead:
      onRollbackLogRead(core, command, status);
      break;
    default:
      assert(false, 'a completion belongs to a command in flight');
  }
  core.endCommand(command);
}
