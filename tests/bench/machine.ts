import { cpus, type } from 'node:os';

/** Date, machine and versions of a measurement. */
export function describeMachine(): string {
  const date = new Date().toISOString().slice(0, 10);
  const cpu = cpus();
  return `${date}; ${type()} ${process.arch}, ${cpu.length} × ${cpu[0]?.model.trim()}; Node.js ${process.versions.node}`;
}
