package io.leat.cli.demo;

import io.leat.cli.worker.ConnectorFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** The two connectors of the demo, and what a Telegraf would need to feed the same topic: the files of {@code config/}. */
public final class Pipeline {
    static final String TOPIC = "my-computer-metric";

    private Pipeline() {}

    /** {@code config/telegraf.conf}, word for word. */
    public static String telegrafConf() {
        return text("telegraf.conf");
    }

    /** {@code config/host-metrics-source.json}: this machine's metrics, once a second. */
    static ConnectorFile source() {
        return ConnectorFile.parse("host-metrics-source.json", text("host-metrics-source.json"));
    }

    /** {@code config/csv-sink.json}, writing to {@code csv}. */
    static ConnectorFile sink(Path csv) {
        var file = ConnectorFile.parse("csv-sink.json", text("csv-sink.json"));
        Map<String, String> config = new HashMap<>(file.config());
        config.put("directory", csv.toString());
        return new ConnectorFile(file.name(), config, file.initialState());
    }

    private static String text(String name) {
        try (var in = Pipeline.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + name + " of the distribution", e);
        }
    }
}
