package io.leat.connector.telegraf.host;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;

class HostTextsTest {

    @Test
    void cpusComeInOrderAndTheTotalLast() {
        var cpus = CpuTimes.parse(
                "cpu  30 0 3 60 1 0 1 2 0 0\ncpu0 10 0 1 20\ncpu1 20 0 2 40 0 0 0 0 0 0\nintr 5 0\nctxt 9\n");

        assertThat(cpus).extracting(CpuTimes::cpu).containsExactly("cpu0", "cpu1", "cpu-total");
        assertThat(cpus.get(2)).isEqualTo(new CpuTimes("cpu-total", 30, 0, 3, 60, 1, 0, 1, 2, 0, 0));
        assertThat(cpus.get(0).idle()).as("a line with fewer figures").isEqualTo(20);
    }

    @Test
    void usageIsThePercentOfTheTimeBetweenAndAddsUpToAHundred() {
        var before = new CpuTimes("cpu0", 100, 50, 30, 1000, 5, 0, 1, 2, 20, 10);
        var after = new CpuTimes("cpu0", 140, 60, 40, 1030, 10, 1, 3, 4, 40, 15);

        Map<String, Object> usage = after.usageSince(before);

        assertThat(usage)
                .containsOnlyKeys(
                        "usage_guest",
                        "usage_guest_nice",
                        "usage_idle",
                        "usage_iowait",
                        "usage_irq",
                        "usage_nice",
                        "usage_softirq",
                        "usage_steal",
                        "usage_system",
                        "usage_user");
        assertThat(usage).containsEntry("usage_user", 20.0).containsEntry("usage_guest", 20.0);
        assertThat(usage).containsEntry("usage_nice", 5.0).containsEntry("usage_idle", 30.0);
        assertThat(usage.values().stream().mapToDouble(v -> (Double) v).sum()).isEqualTo(100, within(1e-9));
    }

    @Test
    void withoutTimeBetweenThereIsNoUsage() {
        var times = new CpuTimes("cpu0", 100, 0, 30, 1000, 5, 0, 1, 2, 0, 0);

        assertThat(times.usageSince(times)).isEmpty();
    }

    @Test
    void memoryIsInBytesAndCachedIncludesWhatSlabsGiveBack() {
        var fields = MemoryInfo.fields("""
                MemTotal:        1000 kB
                MemFree:          400 kB
                MemAvailable:     700 kB
                Buffers:           50 kB
                Cached:           250 kB
                Active(anon):      11 kB
                Active:            80 kB
                SReclaimable:      30 kB
                HugePages_Total:    7
                Hugepagesize:    2048 kB
                VmallocTotal:   34359738367 kB
                """);

        assertThat(fields)
                .containsEntry("total", 1000L * 1024)
                .containsEntry("free", 400L * 1024)
                .containsEntry("available", 700L * 1024)
                .containsEntry("available_percent", 70.0)
                .containsEntry("buffered", 50L * 1024)
                .containsEntry("cached", 280L * 1024)
                .containsEntry("used", 270L * 1024)
                .containsEntry("used_percent", 27.0)
                .containsEntry("active", 80L * 1024)
                .containsEntry("huge_pages_total", 7L)
                .containsEntry("huge_page_size", 2048L * 1024)
                .containsEntry("vmalloc_total", 34359738367L * 1024)
                .containsEntry("high_total", 0L)
                .hasSize(34);
    }

    @Test
    void anOldKernelsAvailableMemoryIsWhatIsFreeOrCached() {
        assertThat(MemoryInfo.fields("MemTotal: 100 kB\nMemFree: 10 kB\nCached: 20 kB\n"))
                .containsEntry("available", 30L * 1024);
        assertThat(MemoryInfo.fields("nothing of the kind")).isEmpty();
    }

    @Test
    void interfacesAreReadAlsoWhereNoSpaceFollowsTheColon() {
        var interfaces = InterfaceCounters.parse("""
                Inter-|   Receive                                                |  Transmit
                 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
                    lo:     100       1    0    0    0     0          0         0      100       1    0    0    0     0       0          0
                  eth0:3284081640 3585442    1    4    0     0          0         0 451838509 2663590    2    3    0     0       0          0
                """);

        assertThat(interfaces).extracting(InterfaceCounters::name).containsExactly("lo", "eth0");
        assertThat(interfaces.get(1).fields(1000))
                .isEqualTo(Map.of(
                        "bytes_recv", 3284081640L,
                        "packets_recv", 3585442L,
                        "err_in", 1L,
                        "drop_in", 4L,
                        "bytes_sent", 451838509L,
                        "packets_sent", 2663590L,
                        "err_out", 2L,
                        "drop_out", 3L,
                        "speed", 1000L));
    }

    @Test
    void mountsAreUnescapedAndTheLastOnAPathCounts() {
        var mounts = Mount.parse("""
                /dev/vda / ext4 rw,relatime 0 0
                //nas/a\\040b /mnt/caf\\303\\251\\040x cifs ro,vers=3 0 0
                tmpfs /tmp tmpfs nosuid 0 0
                /dev/vdb /tmp xfs rw 0 0
                """);

        assertThat(mounts)
                .containsExactly(
                        new Mount("vda", "/", "ext4", "rw"),
                        new Mount("//nas/a b", "/mnt/café x", "cifs", "ro"),
                        new Mount("vdb", "/tmp", "xfs", "rw"));
        assertThat(mounts.get(0).tags())
                .isEqualTo(Map.of("device", "vda", "fstype", "ext4", "mode", "rw", "path", "/"));
    }

    @Test
    void aDisksPercentIsOfWhatAUserMayFill() {
        var fields = new DiskUsage(1000, 300, 250, 100, 60).fields();

        assertThat(fields)
                .containsEntry("used", 700L)
                .containsEntry("used_percent", 100.0 * 700 / 950)
                .containsEntry("inodes_used", 40L)
                .hasSize(7);
        assertThat(new DiskUsage(1000, 300, 250, -1, -1).fields()).hasSize(4);
    }

    @Test
    void theUptimeIsSaidAsTelegrafSaysIt() {
        assertThat(SystemFigures.uptimeSeconds("1249632.41 4998.20\n")).isEqualTo(1249632);
        assertThat(SystemFigures.format(1249632)).isEqualTo("14 days, 11:07");
        assertThat(SystemFigures.format(86_400)).isEqualTo("1 day,  0:00");
        assertThat(SystemFigures.format(3_725)).isEqualTo(" 1:02");
        assertThat(SystemFigures.load("0.42 1.50 2.00 3/400 12345\n", 4))
                .isEqualTo(Map.of("load1", 0.42, "load5", 1.5, "load15", 2.0, "n_cpus", 4L));
    }

    @Test
    void usersAreCountedBySessionAndByName() {
        var utmp = new byte[384 * 4 + 10];
        login(utmp, 0, 2, "reboot");
        login(utmp, 1, 7, "ann");
        login(utmp, 2, 7, "bob");
        login(utmp, 3, 7, "ann");

        assertThat(Logins.parse(utmp)).isEqualTo(new Logins(3, 2));
        assertThat(Logins.parse(new byte[0])).isEqualTo(new Logins(0, 0));
    }

    private static void login(byte[] utmp, int entry, int kind, String name) {
        utmp[384 * entry] = (byte) kind;
        byte[] bytes = name.getBytes(UTF_8);
        System.arraycopy(bytes, 0, utmp, 384 * entry + 44, bytes.length);
    }
}
