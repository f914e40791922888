# busybox's mke2fs (util-linux/mkfs_ext2.c) asks the kernel for the zeros of the inode tables before it writes them itself,
# block by block, at 9,500 instructions for each 4 KiB.
/\/\/ zero inode tables/,/PUT(/s/for (n = 0;/for (n = ioctl(fd, BLKZEROOUT, ((uint64_t[]) {\
			(uint64_t)FETCH_LE32(gd[i].bg_inode_table) * blocksize,\
			(uint64_t)inode_table_blocks * blocksize })) ? 0 : inode_table_blocks;/
