package io.leat.connect.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.leat.connect.pipeline.ErrorPolicy.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.errors.RetriableException;
import org.junit.jupiter.api.Test;

class ErrorPolicyTest {
    private final Exception passing = new RetriableException("later");
    private final Exception lasting = new DataException("never");

    @Test
    void byDefaultEveryFailureIsFinal() {
        assertThat(ErrorPolicy.DEFAULT.judge(passing, 1, 0, new Random(1))).isEqualTo(new Verdict.Fail());
        assertThat(ErrorPolicy.DEFAULT.judge(lasting, 1, 0, new Random(1))).isEqualTo(new Verdict.Fail());
    }

    @Test
    void onlyARetriableFailureIsTriedAgainAndOnlyForItsTime() {
        var policy = new ErrorPolicy(true, 1_000, 60_000, false, false);

        assertThat(policy.judge(lasting, 1, 0, new Random(1))).isEqualTo(new Verdict.Skip());
        assertThat(policy.judge(passing, 1, 0, new Random(1))).isEqualTo(new Verdict.Retry(300));
        assertThat(policy.judge(passing, 2, 300, new Random(1))).isEqualTo(new Verdict.Retry(600));
        assertThat(policy.judge(passing, 3, 900, new Random(1))).isEqualTo(new Verdict.Retry(100));
        assertThat(policy.judge(passing, 4, 1_000, new Random(1))).isEqualTo(new Verdict.Skip());
    }

    @Test
    void pausesDoubleUpToTheLongestAndAreSpreadFromThereOn() {
        var forEver = new ErrorPolicy(false, -1, 2_000, false, false);
        var random = new Random(7);
        List<Long> pauses = new ArrayList<>();
        for (int attempt = 1; attempt <= 40; attempt++) {
            Verdict verdict = forEver.judge(passing, attempt, attempt * 1_000_000L, random);
            pauses.add(verdict instanceof Verdict.Retry retry ? retry.delayMs() : Long.valueOf(-1));
        }
        assertThat(pauses.subList(0, 3)).containsExactly(300L, 600L, 1_200L);
        assertThat(pauses.subList(3, 40)).allMatch(pause -> pause >= 0 && pause < 2_000);
        assertThat(pauses.subList(3, 40).stream().distinct().count()).isGreaterThan(30);
    }
}
