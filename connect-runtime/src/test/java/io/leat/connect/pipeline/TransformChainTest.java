package io.leat.connect.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leat.connect.pipeline.TransformChain.Step;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.transforms.Filter;
import org.apache.kafka.connect.transforms.HoistField;
import org.apache.kafka.connect.transforms.InsertHeader;
import org.apache.kafka.connect.transforms.MaskField;
import org.apache.kafka.connect.transforms.RegexRouter;
import org.apache.kafka.connect.transforms.Transformation;
import org.apache.kafka.connect.transforms.predicates.RecordIsTombstone;
import org.apache.kafka.connect.transforms.predicates.TopicNameMatches;
import org.junit.jupiter.api.Test;

class TransformChainTest {

    @Test
    void stepsRunInTheirOrder() throws StageFailure {
        var chain = new TransformChain<>(List.of(step(router("a", "b")), step(router("b", "c")), step(hoist("f"))));

        SourceRecord result = chain.apply(record("a", 1));

        assertThat(result).isNotNull();
        assertThat(java.util.Objects.requireNonNull(result).topic()).isEqualTo("c");
        assertThat(result.value()).isEqualTo(Map.of("f", 1));
    }

    @Test
    void aStepWithAPredicateRunsWhereItHoldsAndANegatedOneWhereItDoesNot() throws StageFailure {
        var named = new TopicNameMatches<SourceRecord>();
        named.configure(Map.of("pattern", "mine"));
        InsertHeader<SourceRecord> marked = new InsertHeader<>();
        marked.configure(Map.of("header", "mark", "value.literal", "x"));
        var where = new TransformChain<>(List.of(new Step<>("m", marked, named, false)));
        var elsewhere = new TransformChain<>(List.of(new Step<>("m", marked, named, true)));

        assertThat(headers(where, "mine")).isEqualTo(1);
        assertThat(headers(where, "other")).isZero();
        assertThat(headers(elsewhere, "mine")).isZero();
        assertThat(headers(elsewhere, "other")).isEqualTo(1);
    }

    @Test
    void aDroppedRecordMeetsNoLaterStep() throws StageFailure {
        var never = new TransformChain<>(List.of(
                new Step<>("drop", new Filter<SourceRecord>(), new RecordIsTombstone<>(), true), step(failing())));

        assertThat(never.apply(record("a", 1))).isNull();
    }

    @Test
    void whatAStepThrowsIsAFailureOfTheStage() {
        var chain = new TransformChain<>(List.of(step(failing())));

        assertThatThrownBy(() -> chain.apply(record("a", 1))).isInstanceOfSatisfying(StageFailure.class, failure -> {
            assertThat(failure.stage()).isEqualTo(Stage.TRANSFORMATION);
            assertThat(failure.error()).isInstanceOf(DataException.class);
        });
    }

    private static int headers(TransformChain<SourceRecord> chain, String topic) throws StageFailure {
        SourceRecord result = chain.apply(record(topic, 1));
        return result == null ? -1 : result.headers().size();
    }

    private static Step<SourceRecord> step(Transformation<SourceRecord> transformation) {
        return new Step<>("s", transformation, null, false);
    }

    private static RegexRouter<SourceRecord> router(String from, String to) {
        RegexRouter<SourceRecord> router = new RegexRouter<>();
        router.configure(Map.of("regex", from, "replacement", to));
        return router;
    }

    private static HoistField<SourceRecord> hoist(String field) {
        HoistField<SourceRecord> hoist = new HoistField.Value<>();
        hoist.configure(Map.of("field", field));
        return hoist;
    }

    /** Masking a field of something that has no fields. */
    private static MaskField<SourceRecord> failing() {
        MaskField<SourceRecord> mask = new MaskField.Value<>();
        mask.configure(Map.of("fields", "f"));
        return mask;
    }

    private static SourceRecord record(String topic, int value) {
        return new SourceRecord(Map.of(), Map.of(), topic, null, null, null, null, value);
    }
}
