// A worker thread of an experiment: TypeScript runs in it once tsx is there, so this entry is plain JavaScript.
import { register } from 'tsx/esm/api';

register({ tsconfig: false });
const { runReplication } = await import('./runReplication.ts');

export default ({ task, folder }) => runReplication(task, folder, null);
