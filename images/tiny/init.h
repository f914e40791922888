/* What the parts of init share. */

/* Of all that init starts. */
extern char *const environment[];

void write_file(const char *path, const char *text);

/* Mounts the disk at /data as the kernel's command line wants it: data=blank, data=file, or nothing of the kind. */
void mount_data_disk(const char *wanted);
