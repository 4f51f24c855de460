package io.leat.connector.csv.format;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/**
 * Reads structs by a plan made once per schema: a nested struct's fields have its name and a dot in front, arrays and maps
 * become JSON. With {@code metrics}, a struct of the shape of a Telegraf metric is read as one.
 */
final class StructReader implements ValueReader {
    /** More schemas than any topic has at a time; the plans are cheap to make again. */
    private static final int MAX_PLANS = 1000;

    private final boolean metrics;
    private final Map<Schema, List<Step>> plans = new HashMap<>();
    private @Nullable Schema lastSchema;
    private List<Step> lastPlan = List.of();

    StructReader(boolean metrics) {
        this.metrics = metrics;
    }

    /** How one field of a struct becomes cells. */
    private sealed interface Step {
        Field field();

        record Cell(Field field, ColumnRef column) implements Step {}

        record Nested(Field field, List<Step> steps) implements Step {}

        /** Tags of a metric whose keys only the value knows. */
        record Tags(Field field) implements Step {}

        /** Fields of a metric whose keys only the value knows. */
        record Fields(Field field) implements Step {}
    }

    @Override
    public void read(@Nullable Schema schema, @Nullable Object value, RowBuilder rows) {
        if (!(value instanceof Struct struct)) {
            throw new BadValueException("expected a struct, and found "
                    + (value == null ? "nothing" : value.getClass().getSimpleName()));
        }
        apply(plan(struct.schema()), struct, struct, rows);
        rows.endRow();
    }

    @SuppressWarnings("ReferenceEquality") // The common case, by identity; equality is the map's.
    private List<Step> plan(Schema schema) {
        if (schema != lastSchema) {
            if (plans.size() >= MAX_PLANS) {
                plans.clear();
            }
            lastPlan = plans.computeIfAbsent(schema, s -> metrics && Metric.is(s) ? metricPlan(s) : plan("", s));
            lastSchema = schema;
        }
        return lastPlan;
    }

    private static void apply(List<Step> plan, @Nullable Struct struct, Struct root, RowBuilder rows) {
        for (Step step : plan) {
            Object value = struct == null ? null : struct.get(step.field());
            if (step instanceof Step.Cell cell) {
                rows.add(cell.column(), Cells.text(step.field().schema(), value));
            } else if (step instanceof Step.Nested nested) {
                apply(nested.steps(), (Struct) value, root, rows);
            } else if (value instanceof Map<?, ?> pairs) {
                MapReader.pairs(pairs, step instanceof Step.Fields ? tagKeys(root) : null, rows);
            }
        }
    }

    private static List<Step> plan(String prefix, Schema schema) {
        var steps = new ArrayList<Step>();
        for (Field field : schema.fields()) {
            String column = prefix + field.name();
            steps.add(
                    field.schema().type() == Schema.Type.STRUCT
                            ? new Step.Nested(field, plan(column + ".", field.schema()))
                            : new Step.Cell(field, new ColumnRef(column)));
        }
        return List.copyOf(steps);
    }

    private static List<Step> metricPlan(Schema schema) {
        Field tags = schema.field(Metric.TAGS);
        Set<String> tagKeys = tags == null || tags.schema().type() != Schema.Type.STRUCT
                ? Set.of()
                : tags.schema().fields().stream().map(Field::name).collect(Collectors.toSet());
        var steps = new ArrayList<Step>();
        for (Field field : schema.fields()) {
            boolean map = field.schema().type() == Schema.Type.MAP;
            switch (field.name()) {
                case Metric.TAGS -> steps.add(map ? new Step.Tags(field) : new Step.Nested(field, tagSteps(field)));
                case Metric.FIELDS ->
                    steps.add(map ? new Step.Fields(field) : new Step.Nested(field, fieldSteps(field, tagKeys)));
                default -> steps.add(new Step.Cell(field, new ColumnRef(field.name())));
            }
        }
        return List.copyOf(steps);
    }

    private static List<Step> tagSteps(Field tags) {
        return tags.schema().fields().stream()
                .<Step>map(tag -> new Step.Cell(tag, new ColumnRef(Metric.tagColumn(tag.name()))))
                .toList();
    }

    private static List<Step> fieldSteps(Field fields, Set<String> tagKeys) {
        return fields.schema().fields().stream()
                .<Step>map(field -> new Step.Cell(field, new ColumnRef(Metric.fieldColumn(field.name(), tagKeys))))
                .toList();
    }

    private static Set<?> tagKeys(Struct metric) {
        Field field = metric.schema().field(Metric.TAGS);
        Object tags = field == null ? null : metric.get(field);
        if (tags instanceof Map<?, ?> map) {
            return map.keySet();
        }
        return tags instanceof Struct struct
                ? struct.schema().fields().stream().map(Field::name).collect(Collectors.toSet())
                : Set.of();
    }
}
