# Two numbers in Linux that cost a machine in a browser time at each boot.

# net/ipv4/route.c: 256 lists of IP identifiers, not one for each 64 KiB of memory. The whole table is filled with random
# numbers, at 2,600 instructions for 64 bytes.
/"IP idents"/,/;/{
s/2048,$/256,/
s/256\*1024);/256);/
}

# include/linux/libata.h: the milliseconds a disk is left alone after a reset. 2 is the standard's; 150 is for old disks.
s/\(ATA_WAIT_AFTER_RESET[[:space:]]*=\) *150,/\1 2,/
