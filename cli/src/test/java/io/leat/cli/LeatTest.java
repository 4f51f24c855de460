package io.leat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LeatTest {

    @ParameterizedTest
    @ValueSource(strings = {"worker", "demo", "connectors", "connectors list", "connectors create"})
    void everyCommandExplainsItself(String command) {
        var ran = Ran.leat((command + " --help").split(" "));

        assertThat(ran.exit()).isZero();
        assertThat(ran.out()).contains("Usage: leat " + command);
    }

    @Test
    void theVersionIsPrinted() {
        assertThat(Ran.leat("--version").out()).matches("leat \\S+ \\(commit ([0-9a-f]{16}|unknown)\\)\\R");
    }

    @Test
    void aMistypedCommandIsWrongInputAndTheRightOneIsNamed() {
        var ran = Ran.leat("conectors");

        assertThat(ran.exit()).isEqualTo(2);
        assertThat(ran.err()).contains("conectors").contains("Did you mean: leat connectors");
    }

    @Test
    void aMissingFileIsWrongInputAndSaysWhatToCheck() {
        var ran = Ran.leat("connectors", "create", "nowhere.json");

        assertThat(ran.exit()).isEqualTo(2);
        assertThat(ran.err()).contains("nowhere.json is not there").contains("Check its path");
    }

    @Test
    void aWorkerThatDoesNotAnswerIsNotReachableAndTheNextStepIsNamed() {
        var ran = Ran.leat("connectors", "list", "--url", "http://127.0.0.1:1");

        assertThat(ran.exit()).isEqualTo(3);
        assertThat(ran.err()).contains("http://127.0.0.1:1").contains("./leat worker");
    }

    @Test
    void anAddressThatIsNoneIsWrongInput() {
        assertThat(Ran.leat("connectors", "list", "--url", "localhost").exit()).isEqualTo(2);
    }
}
