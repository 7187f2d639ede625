// Loaded before the program: turns its marks (performance.mark) into CPU seconds per stage, told when it ends.
import { writeFileSync } from 'node:fs';

const stages = {};
let before = { user: 0, system: 0 };

performance.mark = (stage) => {
  const now = process.cpuUsage();
  stages[stage] = (now.user + now.system - before.user - before.system) / 1e6;
  before = now;
};

process.on('exit', () => writeFileSync(process.env.PLIMSOLL_BENCH_STAGES, JSON.stringify(stages)));
