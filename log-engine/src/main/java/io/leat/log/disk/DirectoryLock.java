package io.leat.log.disk;

/** That this process owns a folder. Ends with {@link #close}, or with the process. */
public interface DirectoryLock extends AutoCloseable {

    @Override
    void close();
}
