package io.leat.connect.plugin;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A value computed at the first call and kept; callers that come meanwhile wait. A failure is not kept. */
final class Once<T> implements Supplier<T> {
    private final Supplier<T> source;
    private volatile @Nullable T value;

    Once(Supplier<T> source) {
        this.source = source;
    }

    @Override
    public T get() {
        T known = value;
        if (known != null) {
            return known;
        }
        synchronized (this) {
            T found = value;
            if (found == null) {
                found = source.get();
                value = found;
            }
            return found;
        }
    }
}
