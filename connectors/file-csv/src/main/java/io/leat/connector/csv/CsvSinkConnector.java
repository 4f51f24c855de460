package io.leat.connector.csv;

import io.leat.connector.csv.file.LocalFolder;
import io.leat.connector.csv.file.Rewind;
import io.leat.connector.csv.format.FileNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkConnector;
import org.jspecify.annotations.Nullable;

/**
 * Writes the records of topics to CSV files, exactly once. See the module's {@code README.md} for settings and guarantees.
 *
 * <p>Stateless itself: every task gets the whole configuration, and writes the partitions that the worker assigns to it.
 */
public final class CsvSinkConnector extends SinkConnector {
    private Map<String, String> settings = Map.of();

    @Override
    public String version() {
        return Version.TEXT;
    }

    @Override
    public ConfigDef config() {
        return CsvSinkConfig.DEFINITION;
    }

    /** Beyond the definition: says at once if the folder cannot be written, with the folder's name. */
    @Override
    public Config validate(Map<String, String> candidate) {
        Config config = super.validate(candidate);
        String directory = candidate.get(CsvSinkConfig.DIRECTORY);
        if (directory != null && !directory.isEmpty()) {
            String fault = directoryFault(directory);
            config.configValues().stream()
                    .filter(value -> fault != null && value.name().equals(CsvSinkConfig.DIRECTORY))
                    .forEach(value -> value.addErrorMessage(fault));
        }
        return config;
    }

    @Override
    public void start(Map<String, String> settings) {
        String fault = directoryFault(new CsvSinkConfig(settings).directory().toString());
        if (fault != null) {
            throw new ConfigException(fault);
        }
        this.settings = Map.copyOf(settings);
    }

    @Override
    public Class<? extends Task> taskClass() {
        return CsvSinkTask.class;
    }

    @Override
    public List<Map<String, String>> taskConfigs(int maxTasks) {
        return Collections.nCopies(maxTasks, settings);
    }

    @Override
    public void stop() {}

    /**
     * Cuts the files back to offsets that a user set ({@code null}: reset), so that what is read again is not there twice.
     *
     * @return true: the offsets are taken as they are
     */
    @Override
    public boolean alterOffsets(Map<String, String> connectorSettings, Map<TopicPartition, Long> offsets) {
        var config = new CsvSinkConfig(connectorSettings);
        try (var folder = new LocalFolder(config.directory())) {
            for (var entry : offsets.entrySet()) {
                TopicPartition partition = entry.getKey();
                new Rewind(folder, FileNames.of(partition.topic(), partition.partition()), config.rollRules())
                        .to(entry.getValue(), InstantSource.system().millis());
            }
            return true;
        } catch (IOException e) {
            throw new ConnectException(
                    "cannot cut the CSV files in " + config.directory() + " to the new offsets: " + e.getMessage(), e);
        }
    }

    /** What is wrong with {@code directory}, or null. Creates nothing: validating must not. */
    static @Nullable String directoryFault(String directory) {
        Path path;
        try {
            path = Path.of(directory).toAbsolutePath();
        } catch (InvalidPathException e) {
            return "directory " + directory + " is no path: " + e.getMessage();
        }
        Path there = path;
        while (!Files.exists(there) && there.getParent() != null) {
            there = there.getParent();
        }
        if (!Files.isDirectory(there)) {
            return "directory " + path + " cannot be written: " + there + " is a file; name a folder";
        }
        if (!Files.isWritable(there) || !Files.isExecutable(there)) {
            return "directory " + path + " cannot be written: user " + System.getProperty("user.name")
                    + " may not write in " + there + "; change its owner or mode, or name another folder";
        }
        return null;
    }
}
