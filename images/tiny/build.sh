#!/bin/sh
# build.sh DOWNLOADS WORK: builds tiny from the packages in DOWNLOADS. WORK/result then holds setup.bin and
# vmlinux.bin (the two parts of the kernel), bios.bin and vgabios.bin. Called by scripts/images.ts.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
downloads=$(cd "$1" && pwd)
mkdir -p "$2"
work=$(cd "$2" && pwd)
jobs=${JOBS:-$(nproc)}

export LC_ALL=C TZ=UTC0
export SOURCE_DATE_EPOCH=1767225600 KCONFIG_NOTIMESTAMP=1
export KBUILD_BUILD_TIMESTAMP='Thu Jan  1 00:00:00 UTC 2026' KBUILD_BUILD_VERSION=1
export KBUILD_BUILD_USER=snowglobe KBUILD_BUILD_HOST=tiny

root=$work/root built=$work/built result=$work/result
cc=$work/musl-cc

say() {
	echo "== $*"
}

unpack_packages() {
	say 'unpacking'
	mkdir -p "$root" "$work/src" "$built" "$result"
	for package in "$downloads"/*.deb; do
		dpkg-deb -x "$package" "$root"
	done
	tar -C "$work/src" -xf "$root/usr/src/linux-source-6.1.tar.xz"
	mv "$work/src/linux-source-6.1" "$work/src/linux"
	for description in "$downloads"/*.dsc; do
		name=$(basename "$description")
		dpkg-source --no-check -x "$description" "$work/src/${name%%_*}" >/dev/null
	done
}

# A compiler for static i386 programs with musl, and the kernel's headers for it.
make_compiler() {
	say 'compiler'
	make -s -C "$work/src/linux" ARCH=i386 O="$work/headers" INSTALL_HDR_PATH="$root" headers_install
	sed "s#@ROOT@#$root#g" "$here/musl.specs" >"$work/musl.specs"
	cat >"$cc" <<-END
		#!/bin/sh
		exec gcc -m32 -march=i686 -mtune=generic -no-pie -fno-pie -fno-asynchronous-unwind-tables \\
			-ffile-prefix-map=$work=. -specs=$work/musl.specs "\$@"
	END
	chmod +x "$cc"
}

build_busybox() {
	say 'busybox'
	cd "$work/src/busybox"
	sed -i -f "$here/lineedit.sed" libbb/lineedit.c
	[ "$(grep -c '133;C' libbb/lineedit.c)" = 1 ] || { echo 'lineedit.sed no longer fits busybox'; exit 1; }
	sed -i -f "$here/mke2fs.sed" util-linux/mkfs_ext2.c
	[ "$(grep -c BLKZEROOUT util-linux/mkfs_ext2.c)" = 1 ] || { echo 'mke2fs.sed no longer fits busybox'; exit 1; }
	make -s defconfig >/dev/null 2>&1
	override_config "$here/busybox.config"
	yes '' | make -s oldconfig >/dev/null 2>&1
	check_config "$here/busybox.config"
	make -s -j"$jobs" CC="$cc" busybox busybox.links
	cp busybox "$built/"
	sed 's#.*/#"#; s#$#\\0"#' busybox.links | sort -u >"$built/applets.h"
}

# Puts the symbols of a fragment into .config.
override_config() {
	grep -o 'CONFIG_[A-Za-z0-9_]*' "$1" | sort -u >.overridden
	grep -v -w -F -f .overridden .config >.kept
	cat .kept "$1" >.config
}

# A fragment asks for what the sources of this version offer.
check_config() {
	sed -n 's/^# \(CONFIG_[A-Za-z0-9_]*\) is not set$/\1=n/p; /^CONFIG_/p' "$1" |
		while IFS='=' read -r symbol value; do
			got=$(sed -n "s/^$symbol=//p" .config)
			[ "${got:-n}" = "$value" ] || { echo "$1: $symbol is ${got:-n}, not $value"; exit 1; }
		done
}

build_lua() {
	say 'lua'
	cd "$work/src/lua5.4/src"
	echo '#define DEB_HOST_MULTIARCH "i386-linux-musl"' >lua5.4-deb-multiarch.h
	rm luac.c
	"$cc" -O2 -std=gnu99 -DLUA_USE_POSIX -I. -s -o "$built/lua" ./*.c -lm
}

build_strace() {
	say 'strace'
	mkdir "$work/strace"
	cd "$work/strace"
	../src/strace/configure --quiet --host=i686-linux-musl CC="$cc" CC_FOR_BUILD=gcc CFLAGS=-Os LDFLAGS=-s \
		--enable-mpers=no --disable-gcc-Werror --disable-dependency-tracking \
		--without-libdw --without-libunwind --without-libiberty --without-libselinux
	make -s -j"$jobs" -C src all
	cp src/strace "$built/"
}

build_ip() {
	say 'ip'
	cd "$work/src/iproute2"
	cat >config.mk <<-'END'
		TC_CONFIG_XT:=n
		HAVE_MNL:=n
		CFLAGS += -DHAVE_SETNS -DHAVE_HANDLE_AT
		%.o: %.c ; $(CC) $(CFLAGS) $(EXTRA_CFLAGS) -c -o $@ $<
	END
	make -s -j"$jobs" SUBDIRS='lib ip' SHARED_LIBS=n HOSTCC=gcc CC="$cc" \
		CCOPTS='-Os -ffunction-sections -fdata-sections' LDFLAGS='-s -Wl,--gc-sections' >/dev/null
	cp ip/ip "$built/"
}

build_namespace_tools() {
	say 'unshare, nsenter'
	mkdir "$work/util-linux"
	cd "$work/util-linux"
	../src/util-linux/configure --quiet --host=i686-linux-musl CC="$cc" CFLAGS=-Os LDFLAGS=-s \
		--disable-all-programs --enable-unshare --enable-nsenter --disable-shared --disable-nls \
		--disable-dependency-tracking --without-python --without-ncurses --without-ncursesw --without-tinfo \
		--without-systemd --without-udev --without-selinux --without-cap-ng --without-econf
	make -s -j"$jobs" ACLOCAL=: AUTOCONF=: AUTOMAKE=: AUTOHEADER=: unshare nsenter
	cp unshare nsenter "$built/"
}

build_own_programs() {
	say 'init, agent'
	flags='-Os -std=gnu11 -Wall -Wextra -Wno-unused-result -s'
	"$cc" $flags -I"$built" -o "$built/init" "$here/init.c" "$here/data-disk.c"
	"$cc" $flags -o "$built/agent" "$here/agent.c"
}

build_kernel() {
	say 'kernel'
	cp -r "$here/etc" "$built/etc"
	find "$built" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
	sed "s#@ETC@#$built/etc#; s#@BUILT@#$built#" "$here/rootfs.list" >"$work/rootfs.list"
	cd "$work/src/linux"
	sed -i -f "$here/linux.sed" net/ipv4/route.c include/linux/libata.h drivers/clocksource/i8253.c
	[ "$(sed -n '/"IP idents"/,/;/p' net/ipv4/route.c | grep -c '256[,)]')" = 2 ] &&
		grep -q 'ATA_WAIT_AFTER_RESET.*= 2,' include/linux/libata.h &&
		grep -q '0xF, 0xFFFF);' drivers/clocksource/i8253.c ||
		{ echo 'linux.sed no longer fits Linux'; exit 1; }
	make -s ARCH=i386 O="$work/linux" tinyconfig >/dev/null 2>&1
	cd "$work/linux"
	override_config "$here/kernel.config"
	printf '%s\n' "CONFIG_INITRAMFS_SOURCE=\"$work/rootfs.list\"" 'CONFIG_INITRAMFS_COMPRESSION_NONE=y' >>.config
	make -s ARCH=i386 olddefconfig 2>/dev/null
	check_config "$here/kernel.config"
	make -s -j"$jobs" ARCH=i386 bzImage
	cp arch/x86/boot/setup.bin "$result/"
	objcopy -O binary -S vmlinux "$result/vmlinux.bin"
}

make_firmware() {
	cp "$root/usr/share/seabios/bios.bin" "$result/bios.bin"
	gcc -m32 -c -o "$work/vgabios.o" "$here/vgabios.S"
	objcopy -O binary -j .text "$work/vgabios.o" "$result/vgabios.bin"
}

unpack_packages
make_compiler
build_busybox
build_lua
build_strace
build_ip
build_namespace_tools
build_own_programs
build_kernel
make_firmware
