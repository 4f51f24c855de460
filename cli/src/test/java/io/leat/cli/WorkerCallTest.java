package io.leat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkerCallTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "worker",
                "worker a.json b.properties",
                "worker --dir d --rest 127.0.0.1:0 --config worker.properties a.json",
                "worker a.json --set x=1 --set y=-2 b.json --set =",
                "worker worker --dir worker"
            })
    void whatIsReadWithoutPicocliIsWhatPicocliReads(String line) {
        assertThat(WorkerCall.read(line.split(" "))).isEqualTo(byPicocli(line));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "connectors list",
                "--version",
                "worker --help",
                "worker -h",
                "worker --dirr d",
                "worker --dir",
                "worker a.json --set",
                "worker --dir --rest 127.0.0.1:0",
                "worker --dir d --dir e",
                "worker --dir=d",
                "worker -- --dir",
                "worker @arguments",
                "worker --dir @arguments"
            })
    void whatIsToBeExplainedRefusedOrExpandedIsLeftToPicocli(String line) {
        assertThat(WorkerCall.read(line.split(" "))).isNull();
    }

    private static WorkerCall byPicocli(String line) {
        var read = Commands.line(new Ending()).parseArgs(line.split(" ")).asCommandLineList();
        return read.get(1).<WorkerCommand>getCommand().told();
    }
}
