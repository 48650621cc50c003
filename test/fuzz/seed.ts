/** Another in every run, told where something is found; FUZZ_SEED repeats one. */
export const freshSeed = Number(process.env.FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 31));

export const fixedSeed = 1939;
