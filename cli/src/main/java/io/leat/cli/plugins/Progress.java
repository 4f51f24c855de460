package io.leat.cli.plugins;

import java.io.PrintWriter;
import java.util.Locale;
import org.eclipse.aether.transfer.AbstractTransferListener;
import org.eclipse.aether.transfer.TransferEvent;

/** Tells a person what is fetched: on a terminal one line that moves, elsewhere a line per jar. Called by several threads. */
final class Progress extends AbstractTransferListener {
    private static final long SHOWN_EVERY_NANOS = 100_000_000;

    private final PrintWriter out;
    private final boolean terminal;
    private int files;
    private long bytes;
    private long shown;

    Progress(PrintWriter out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    @Override
    public synchronized void transferProgressed(TransferEvent event) {
        bytes += event.getDataLength();
        long now = System.nanoTime();
        if (terminal && now - shown > SHOWN_EVERY_NANOS) {
            shown = now;
            out.print("\r\033[KFetching " + name(event) + " (" + megabytes() + " so far)");
            out.flush();
        }
    }

    @Override
    public synchronized void transferSucceeded(TransferEvent event) {
        if (event.getRequestType() != TransferEvent.RequestType.GET
                || !name(event).endsWith(".jar")) {
            return;
        }
        files++;
        if (!terminal) {
            out.println(
                    "fetched " + name(event) + " from " + event.getResource().getRepositoryUrl());
        }
    }

    /** Ends the moving line. */
    synchronized void end() {
        if (terminal && shown != 0) {
            out.print("\r\033[K");
        }
        out.println(files == 0 ? "Nothing to fetch." : "Fetched " + files + " jars, " + megabytes() + " in all.");
        out.flush();
    }

    private String megabytes() {
        return String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
    }

    private static String name(TransferEvent event) {
        String path = event.getResource().getResourceName();
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
