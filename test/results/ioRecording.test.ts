/** What a recording calls things is what the engine calls them: an index without a name would leave a slice of a trace, or a cell of a table, empty. */
import { expect, it } from 'vitest';
import { commandKindNames, opNames } from '../../sim/engine/protocol.ts';
import { recordedCommands, recordedOps } from '../../sim/results/ioRecording.ts';

it('has a name for each kind of command that the engine gives', () => expect(recordedCommands).toEqual(commandKindNames));

it('has a name for each operation of a guest', () => expect(recordedOps).toEqual(opNames));
