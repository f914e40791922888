import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { RING3_MODULE_FILE, ring3Module, ring3Program } from './ring3-program.ts';

await writeFile(fileURLToPath(RING3_MODULE_FILE), ring3Module(ring3Program()));
