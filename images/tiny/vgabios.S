/*
 * The VGA BIOS of a machine without a screen: an option ROM whose initialisation returns at once. SeaBIOS takes it
 * for v86's VGA card; Linux, which reads every byte of such a ROM as it boots, has 512 of them to read.
 */
	.code16
	.org 0
start:
	.byte 0x55, 0xaa
	.byte 1				/* length, in units of 512 bytes */
	lret
	.org 0x18
	.word pci_data
	.org 0x1c
pci_data:
	.ascii "PCIR"
	.word 0x1234, 0x1111		/* v86's VGA card: vendor and device */
	.word 0				/* no vital product data */
	.word 0x18			/* length of this structure */
	.byte 0				/* its revision */
	.byte 0, 0, 3			/* class: display, VGA */
	.word 1				/* length of the ROM, in units of 512 bytes */
	.word 0				/* revision of the ROM */
	.byte 0				/* code for PCs */
	.byte 0x80			/* the last image */
	.word 0
	.org 511
	.byte 0xe7			/* the sum of all bytes is 0 modulo 256 */
