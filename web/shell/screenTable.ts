/** Every screen of the dashboard, in the order of the navigation. A new one is a file and a line here. */
import type { ScreenEntry } from './screen.ts';

export const screenTable: readonly ScreenEntry[] = [
  {
    id: 'scenarios',
    title: 'Scenarios',
    summary: 'What to simulate: each scenario asks a question.',
    key: 's',
    group: 'Simulate',
    isLive: false,
    load: async () => (await import('../screens/scenarios/scenariosScreen.ts')).scenariosScreen,
  },
  {
    id: 'run',
    title: 'Run',
    summary: 'The simulation as it goes, in this page.',
    key: 'r',
    group: 'Simulate',
    isLive: true,
    load: async () => (await import('../screens/run/runScreen.ts')).runScreen,
  },
];
