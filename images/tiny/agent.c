/*
 * tiny's guest agent: what no device can do, asked for by the host over a virtio-console port of its own.
 * The protocol is in README.md.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/random.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <netinet/if_ether.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

static const char port_path[] = "/dev/hvc3";
static const char console_path[] = "/dev/ttyS0";
static const char random_path[] = "/dev/urandom";

enum { LONGEST_LINE = 120, LARGEST_SIZE = 1000, MOST_ENTROPY = 48, LONGEST_NAME = 63 };

static int port;

static void answer(const char *text, const char *detail)
{
	char line[2 * LONGEST_LINE];
	int length = snprintf(line, sizeof line, "%s%s\n", text, detail);

	write(port, line, length);
}

/* A decimal number of at most `largest`, without needless zeros, followed by `end`; -1 if it is anything else. */
static long long parse_number(const char **text, char end, long long largest)
{
	long long value = 0;
	const char *at = *text;

	if (*at < '0' || *at > '9' || (*at == '0' && at[1] != end))
		return -1;
	while (*at >= '0' && *at <= '9' && value <= largest)
		value = value * 10 + (*at++ - '0');
	if (*at != end || value > largest)
		return -1;
	*text = at + 1;
	return value;
}

/* Two hexadecimal digits; -1 if they are anything else. */
static int parse_byte(const char *text)
{
	static const char digits[] = "0123456789abcdef";
	const char *high = *text ? strchr(digits, text[0]) : NULL;
	const char *low = high && text[1] ? strchr(digits, text[1]) : NULL;

	return low ? (high - digits) << 4 | (low - digits) : -1;
}

static void handle_size(const char *arguments, const char *line)
{
	struct winsize size = { 0 };
	long long columns = parse_number(&arguments, ' ', LARGEST_SIZE);
	long long rows = columns > 0 ? parse_number(&arguments, '\0', LARGEST_SIZE) : -1;
	int console;

	if (rows <= 0) {
		answer("error ", "size wants columns and rows from 1 to 1000");
		return;
	}
	size.ws_col = columns;
	size.ws_row = rows;
	console = open(console_path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	if (ioctl(console, TIOCSWINSZ, &size))
		answer("error ", "the console took no size");
	else
		answer("ok ", line);
	close(console);
}

static void handle_clock(const char *arguments, const char *line)
{
	long long seconds = parse_number(&arguments, ' ', 1LL << 40);
	long long nanoseconds = seconds >= 0 ? parse_number(&arguments, '\0', 999999999) : -1;
	struct timespec time = { .tv_sec = seconds, .tv_nsec = nanoseconds };

	if (nanoseconds < 0)
		answer("error ", "clock wants seconds since 1970 and nanoseconds");
	else if (clock_settime(CLOCK_REALTIME, &time))
		answer("error ", "the clock took no such time");
	else
		answer("ok ", line);
}

/* RNDADDENTROPY alone would be noticed when the generator next takes a new key, up to a minute later. */
static int add_entropy(const void *pool)
{
	int fd = open(random_path, O_RDONLY | O_CLOEXEC);
	int failed = ioctl(fd, RNDADDENTROPY, pool) || ioctl(fd, RNDRESEEDCRNG);

	close(fd);
	return !failed;
}

static void handle_entropy(const char *hex, const char *line)
{
	struct {
		int bits, length;
		unsigned char bytes[MOST_ENTROPY];
	} pool = { 0 };
	int byte = -1;

	(void)line;
	for (; *hex && pool.length < MOST_ENTROPY && (byte = parse_byte(hex)) >= 0; hex += 2)
		pool.bytes[pool.length++] = byte;
	pool.bits = pool.length * 8;
	if (*hex || byte < 0)
		answer("error ", "entropy wants 1 to 48 bytes as hexadecimal digits");
	else if (!add_entropy(&pool))
		answer("error ", "the kernel took no entropy");
	else
		answer("ok ", "entropy");
}

static void handle_hostname(const char *name, const char *line)
{
	size_t length = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-");

	if (!length || length > LONGEST_NAME || name[length])
		answer("error ", "hostname wants 1 to 63 of a to z, 0 to 9 and -");
	else if (sethostname(name, length))
		answer("error ", "the kernel took no host name");
	else
		answer("ok ", line);
}

/* Finds the first Ethernet card: bridges and the like have no device. */
static int find_card(int fd, struct ifreq *card)
{
	struct if_nameindex *all = if_nameindex(), *each;
	char path[64];
	int found = 0;

	for (each = all; each && each->if_name && !found; each++) {
		snprintf(path, sizeof path, "/sys/class/net/%s/device", each->if_name);
		strcpy(card->ifr_name, each->if_name);
		found = !access(path, F_OK) && !ioctl(fd, SIOCGIFHWADDR, card) &&
			card->ifr_hwaddr.sa_family == ARPHRD_ETHER;
	}
	if (all)
		if_freenameindex(all);
	return found;
}

/* Some cards take an address only while they are down. */
static int set_address(int fd, struct ifreq *card)
{
	struct ifreq state = *card;
	int failed = ioctl(fd, SIOCSIFHWADDR, card);

	if (!failed || errno != EBUSY || ioctl(fd, SIOCGIFFLAGS, &state))
		return !failed;
	state.ifr_flags &= ~IFF_UP;
	ioctl(fd, SIOCSIFFLAGS, &state);
	failed = ioctl(fd, SIOCSIFHWADDR, card);
	state.ifr_flags |= IFF_UP;
	return !ioctl(fd, SIOCSIFFLAGS, &state) && !failed;
}

static void handle_mac(const char *text, const char *line)
{
	unsigned char address[ETH_ALEN];
	struct ifreq card = { 0 };
	int fd, byte = 0;

	for (int i = 0; i < ETH_ALEN && byte >= 0; i++, text += 3) {
		byte = parse_byte(text);
		address[i] = byte;
		if (byte >= 0 && text[2] != (i < ETH_ALEN - 1 ? ':' : '\0'))
			byte = -1;
	}
	if (byte < 0) {
		answer("error ", "mac wants six bytes as in 02:00:5e:10:00:01");
		return;
	}
	fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (!find_card(fd, &card)) {
		answer("error ", "there is no Ethernet card");
	} else {
		memcpy(card.ifr_hwaddr.sa_data, address, ETH_ALEN);
		if (set_address(fd, &card))
			answer("ok ", line);
		else
			answer("error ", "the Ethernet card took no such address");
	}
	close(fd);
}

static const struct {
	const char *verb;
	void (*handle)(const char *arguments, const char *line);
} verbs[] = {
	{ "size ", handle_size },
	{ "clock ", handle_clock },
	{ "entropy ", handle_entropy },
	{ "hostname ", handle_hostname },
	{ "mac ", handle_mac },
};

static void handle_line(const char *line)
{
	for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++) {
		size_t length = strlen(verbs[i].verb);

		if (!strncmp(line, verbs[i].verb, length)) {
			verbs[i].handle(line + length, line);
			return;
		}
	}
	answer("error ", "unknown request");
}

static int open_port(void)
{
	struct termios raw;

	port = open(port_path, O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (port < 0 || tcgetattr(port, &raw))
		return 0;
	cfmakeraw(&raw);
	return tcsetattr(port, TCSANOW, &raw) == 0;
}

int main(void)
{
	char line[LONGEST_LINE + 1], received[256];
	size_t length = 0;
	ssize_t count;

	if (!open_port())
		return 0;
	answer("hello ", "2");
	while ((count = read(port, received, sizeof received)) > 0) {
		for (ssize_t i = 0; i < count; i++) {
			if (received[i] != '\n') {
				if (length <= LONGEST_LINE)
					line[length++] = received[i];
				continue;
			}
			if (length > LONGEST_LINE) {
				answer("error ", "line too long");
			} else {
				line[length] = '\0';
				handle_line(line);
			}
			length = 0;
		}
	}
	return 0;
}
