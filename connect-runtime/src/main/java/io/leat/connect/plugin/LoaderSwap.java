package io.leat.connect.plugin;

/**
 * Runs code with a plugin's class loader as the thread's context loader, so that libraries which look things up by the
 * context loader find the plugin's. Where calls are one per record, {@link OwnLoader} spares those that need no swap.
 */
public final class LoaderSwap {

    /** Code that returns something and may throw {@code X}. */
    @FunctionalInterface
    public interface Call<T, X extends Throwable> {
        T call() throws X;
    }

    /** Code that may throw {@code X}. */
    @FunctionalInterface
    public interface Action<X extends Throwable> {
        void run() throws X;
    }

    private LoaderSwap() {}

    /** Calls {@code code} with {@code loader} as the context loader; the one before is back when this returns or throws. */
    public static <T, X extends Throwable> T call(ClassLoader loader, Call<T, X> code) throws X {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            return code.call();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /** Runs {@code code} with the loader of {@code plugin}'s class as the context loader. */
    public static <X extends Throwable> void run(Object plugin, Action<X> code) throws X {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(plugin.getClass().getClassLoader());
        try {
            code.run();
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
