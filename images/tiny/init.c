/*
 * Process 1 of tiny: mounts, starts the agent, keeps a login shell on the serial console, shuts down.
 * The disk at /data is data-disk.c's.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <mntent.h>
#include <net/if.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "init.h"

/* Names separated by NUL, generated from busybox's own list. */
static const char applets[] =
#include "applets.h"
	;

static const char console[] = "/dev/ttyS0";

static const struct {
	const char *type, *target, *options;
	unsigned long flags;
	mode_t mode;
} mounts[] = {
	{ "proc", "/proc", NULL, MS_NOSUID | MS_NODEV | MS_NOEXEC, 0 },
	{ "sysfs", "/sys", NULL, MS_NOSUID | MS_NODEV | MS_NOEXEC, 0 },
	{ "devtmpfs", "/dev", "mode=755", MS_NOSUID, 0 },
	{ "devpts", "/dev/pts", "gid=5,mode=620,ptmxmode=666", MS_NOSUID | MS_NOEXEC, 0755 },
	{ "tmpfs", "/dev/shm", "mode=1777", MS_NOSUID | MS_NODEV, 0755 },
	{ "tmpfs", "/run", "mode=755", MS_NOSUID | MS_NODEV, 0 },
	{ "tmpfs", "/tmp", "mode=1777", MS_NOSUID | MS_NODEV, 0 },
	{ "cgroup2", "/sys/fs/cgroup", NULL, MS_NOSUID | MS_NODEV | MS_NOEXEC, 0 },
};

char *const environment[] = {
	"HOME=/root", "PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", "TERM=xterm-256color",
	"USER=root", "LOGNAME=root", "SHELL=/bin/sh", "LANG=C.UTF-8", NULL,
};

static sigset_t handled;

void write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	if (fd < 0 || write(fd, text, strlen(text)) < 0)
		perror(path);
	close(fd);
}

static void mount_all(void)
{
	for (size_t i = 0; i < sizeof mounts / sizeof *mounts; i++) {
		if (mounts[i].mode)
			mkdir(mounts[i].target, mounts[i].mode);
		if (mount(mounts[i].type, mounts[i].target, mounts[i].type, mounts[i].flags, mounts[i].options))
			perror(mounts[i].target);
	}
	symlink("/proc/self/fd", "/dev/fd");
	symlink("/proc/self/fd/0", "/dev/stdin");
	symlink("/proc/self/fd/1", "/dev/stdout");
	symlink("/proc/self/fd/2", "/dev/stderr");
}

/* A link made here costs a fifth of what one in the initramfs does. */
static void link_applets(void)
{
	int bin = open("/bin", O_PATH | O_DIRECTORY | O_CLOEXEC);

	for (const char *name = applets; *name; name += strlen(name) + 1)
		symlinkat("busybox", bin, name);
	close(bin);
}

static void loopback_up(void)
{
	struct ifreq request = { .ifr_name = "lo", .ifr_flags = IFF_UP };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (ioctl(fd, SIOCSIFFLAGS, &request))
		perror("lo");
	close(fd);
}

static void prepare_console(int fd)
{
	struct winsize size = { .ws_col = 80, .ws_row = 24 };
	struct termios line;

	tcgetattr(fd, &line);
	line.c_iflag |= IUTF8;
	tcsetattr(fd, TCSANOW, &line);
	ioctl(fd, TIOCSWINSZ, &size);
}

static void print_motd(void)
{
	char text[1024];
	int fd = open("/etc/motd", O_RDONLY | O_CLOEXEC);
	ssize_t length = read(fd, text, sizeof text);

	if (length > 0)
		write(STDOUT_FILENO, text, length);
	close(fd);
}

static pid_t start_shell(void)
{
	pid_t pid = fork();
	int fd;

	if (pid)
		return pid;
	setsid();
	fd = open(console, O_RDWR);
	ioctl(fd, TIOCSCTTY, 1);
	for (int i = 0; i < 3; i++)
		dup2(fd, i);
	if (fd > 2)
		close(fd);
	sigprocmask(SIG_UNBLOCK, &handled, NULL);
	print_motd();
	chdir("/root");
	execve("/bin/sh", (char *[]){ "-sh", NULL }, environment);
	_exit(127);
}

static pid_t start_agent(void)
{
	pid_t pid = vfork();

	if (pid)
		return pid;
	sigprocmask(SIG_UNBLOCK, &handled, NULL);
	execve("/lib/agent", (char *[]){ "agent", NULL }, environment);
	_exit(0);
}

static void unmount_all(void)
{
	char *targets[256];
	int count = 0;
	FILE *list = setmntent("/proc/mounts", "r");
	struct mntent *entry;

	while (list && count < 256 && (entry = getmntent(list)))
		targets[count++] = strdup(entry->mnt_dir);
	while (count--)
		umount2(targets[count], 0);
}

/* Without a power switch a powered off machine is one whose processor has halted for good. */
static void shut_down(int how, pid_t shell)
{
	const struct timespec tenth = { .tv_nsec = 100000000 };

	kill(-1, SIGTERM);
	kill(shell, SIGHUP); /* an interactive shell ignores SIGTERM */
	for (int i = 0; i < 20 && waitpid(-1, NULL, WNOHANG) >= 0; i++)
		nanosleep(&tenth, NULL);
	kill(-1, SIGKILL);
	while (waitpid(-1, NULL, 0) > 0)
		;
	sync();
	unmount_all();
	reboot(how);
}

int main(void)
{
	pid_t shell, agent;

	sigemptyset(&handled);
	sigaddset(&handled, SIGCHLD);
	sigaddset(&handled, SIGUSR1);
	sigaddset(&handled, SIGUSR2);
	sigaddset(&handled, SIGTERM);
	sigprocmask(SIG_BLOCK, &handled, NULL);
	reboot(RB_DISABLE_CAD);

	chmod("/", 0755);
	mount_all();
	link_applets();
	loopback_up();
	write_file("/sys/fs/cgroup/cgroup.subtree_control", "+cpu +memory +pids");
	prepare_console(STDIN_FILENO);
	mount_data_disk(getenv("data"));
	agent = start_agent();
	shell = start_shell();

	for (;;) {
		int status, signal = sigwaitinfo(&handled, NULL);
		pid_t pid;

		if (signal == SIGUSR1)
			shut_down(RB_HALT_SYSTEM, shell);
		if (signal == SIGUSR2)
			shut_down(RB_POWER_OFF, shell);
		if (signal == SIGTERM)
			shut_down(RB_AUTOBOOT, shell);
		while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
			if (pid == shell)
				shell = start_shell();
			else if (pid == agent && WIFSIGNALED(status))
				agent = start_agent();
		}
	}
}
