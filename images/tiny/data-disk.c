/*
 * The disk at /data: what the kernel's command line says of it, and what is found on it.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "init.h"

static const char disk[] = "/dev/sda";
static const char folder[] = "/data";

/* How much of a disk must be zero for it to be blank, and where ext2 and its heirs have their superblock. */
enum { HEAD_BYTES = 65536, SUPERBLOCK = 1024, MAGIC = 0xef53, HAS_JOURNAL = 4 };

/* The beginning of the disk. */
static union {
	uint32_t words[HEAD_BYTES / 4];
	struct {
		uint8_t before[SUPERBLOCK + 0x38];
		uint16_t magic;
		uint8_t between[0x5c - 0x3a];
		uint32_t compatible_features;
	};
} head;

static ssize_t read_head(void)
{
	int fd = open(disk, O_RDONLY | O_CLOEXEC);
	ssize_t length = read(fd, &head, sizeof head);

	if (fd < 0)
		perror(disk);
	close(fd);
	return length;
}

static int is_zero(void)
{
	uint32_t seen = 0;

	for (size_t i = 0; i < sizeof head.words / sizeof *head.words; i++)
		seen |= head.words[i];
	return !seen;
}

static int format(void)
{
	int status = -1;
	pid_t pid = vfork();

	if (!pid) {
		dup2(open("/dev/null", O_WRONLY | O_CLOEXEC), STDOUT_FILENO);
		execve("/bin/busybox", (char *[]){ "mke2fs", "-b", "4096", "-I", "256", "-i", "16384", "-m", "0",
			(char *)disk, NULL }, environment);
		_exit(127);
	}
	waitpid(pid, &status, 0);
	return status == 0;
}

/* Without a journal it is mounted as ext2, or as an ext4 without one: Linux tells which it is. */
static int mount_by_kind(int has_journal)
{
	const unsigned long flags = MS_NOATIME | MS_SILENT;

	if (has_journal)
		return mount(disk, folder, "ext4", flags, "commit=1");
	return mount(disk, folder, "ext2", flags, NULL) && mount(disk, folder, "ext4", flags, NULL);
}

void mount_data_disk(const char *wanted)
{
	int blank = wanted && !strcmp(wanted, "blank");
	ssize_t length;

	if (!blank && (!wanted || strcmp(wanted, "file")))
		return;
	length = read_head();
	if (head.magic != MAGIC) {
		if (!blank || length < 0)
			return;
		if (length < HEAD_BYTES || !is_zero()) {
			fprintf(stderr, "%s is not blank and holds no ext2, ext3 or ext4: it is left as it is.\n", disk);
			return;
		}
		if (!format()) {
			fprintf(stderr, "%s could not be formatted.\n", disk);
			return;
		}
	}
	mkdir(folder, 0755);
	if (mount_by_kind(head.compatible_features & HAS_JOURNAL)) {
		perror(folder);
		rmdir(folder);
		return;
	}
	/* What is written is on the disk a second or two later, not half a minute. */
	write_file("/proc/sys/vm/dirty_expire_centisecs", "100");
	write_file("/proc/sys/vm/dirty_writeback_centisecs", "100");
}
