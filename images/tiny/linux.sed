# Three numbers in Linux that cost a machine in a browser time.

# net/ipv4/route.c: 256 lists of IP identifiers, not one for each 64 KiB of memory. The whole table is filled with random
# numbers, at 2,600 instructions for 64 bytes.
/"IP idents"/,/;/{
s/2048,$/256,/
s/256\*1024);/256);/
}

# include/linux/libata.h: the milliseconds a disk is left alone after a reset. 2 is the standard's; 150 is for old disks.
s/\(ATA_WAIT_AFTER_RESET[[:space:]]*=\) *150,/\1 2,/

# drivers/clocksource/i8253.c: the longest that the timer chip may be told to wait, in ticks of 838 ns. The chip counts 16 bits;
# Linux uses 15, so that an idle machine wakes 36 times a second and not 18.
s/0xF, 0x7FFF);/0xF, 0xFFFF);/
