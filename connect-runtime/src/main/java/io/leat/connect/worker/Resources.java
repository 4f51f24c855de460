package io.leat.connect.worker;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What an instance has opened, closed in the reverse order; one that does not close keeps none of the others open. */
final class Resources implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Resources.class);

    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    <T extends AutoCloseable> T add(T resource) {
        open.push(resource);
        return resource;
    }

    @Override
    public void close() {
        boolean memoryLeft = true;
        for (AutoCloseable resource : open) {
            try {
                resource.close();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (Exception | LinkageError e) {
                LOG.warn("{} did not close", resource, e);
            } catch (OutOfMemoryError e) {
                memoryLeft = false;
            }
        }
        open.clear();
        if (!memoryLeft) {
            Patience.untilThereIsMemory(() -> LOG.warn("There was no memory to close what an instance had opened"));
        }
    }
}
