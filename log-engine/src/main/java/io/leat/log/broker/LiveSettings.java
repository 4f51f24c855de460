package io.leat.log.broker;

import io.leat.log.settings.BrokerSettings;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** The broker's settings at this moment, and who is told when they were altered. */
final class LiveSettings {
    private final List<Consumer<BrokerSettings>> listeners = new CopyOnWriteArrayList<>();
    private volatile BrokerSettings current;

    LiveSettings(BrokerSettings current) {
        this.current = current;
    }

    BrokerSettings get() {
        return current;
    }

    void replace(BrokerSettings altered) {
        current = altered;
        listeners.forEach(it -> it.accept(altered));
    }

    /** Is told after each change, on the thread that made it. */
    void listen(Consumer<BrokerSettings> listener) {
        listeners.add(listener);
    }
}
