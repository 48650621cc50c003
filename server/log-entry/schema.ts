/** Octets on the disk for each octet of a line that is stored, with its fields, its words and their indexes, about. Measured: README.md. */
export const diskPerOctet = 4;
