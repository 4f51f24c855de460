package io.leat.connect.rest;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.eclipse.jetty.http.DateGenerator;
import org.eclipse.jetty.http.HttpFields;

/**
 * A header of every reply (KIP-577): {@code response.http.headers.config} is a list of {@code action name: value}, each in
 * double quotes if it has a comma.
 *
 * @param action sets a header, or adds one to those of its name
 * @param date whether the value is a number of milliseconds from the time of the reply, told as a date
 */
record HeaderRule(Action action, boolean date, String name, String value) {
    enum Action {
        SET,
        ADD
    }

    private static final Map<String, HeaderRule> ACTIONS = Map.of(
            "set", new HeaderRule(Action.SET, false, "", ""),
            "add", new HeaderRule(Action.ADD, false, "", ""),
            "setDate", new HeaderRule(Action.SET, true, "", ""),
            "addDate", new HeaderRule(Action.ADD, true, "", ""));

    void apply(HttpFields.Mutable headers, long now) {
        String text = date ? DateGenerator.formatDate(now + Long.parseLong(value)) : value;
        if (action == Action.SET) {
            headers.put(name, text);
        } else {
            headers.add(name, text);
        }
    }

    /**
     * Reads the value of {@code setting}.
     *
     * @throws ConfigException if a rule is none
     */
    static List<HeaderRule> parse(String setting, String value) {
        List<HeaderRule> rules = new ArrayList<>();
        for (String rule : split(value)) {
            if (!rule.isBlank()) {
                rules.add(parseOne(setting, rule.strip()));
            }
        }
        return List.copyOf(rules);
    }

    /** At the commas that are not in double quotes; the quotes are left out. */
    private static List<String> split(String value) {
        List<String> parts = new ArrayList<>();
        StringBuilder part = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                parts.add(part.toString());
                part.setLength(0);
            } else {
                part.append(c);
            }
        }
        parts.add(part.toString());
        return parts;
    }

    private static HeaderRule parseOne(String setting, String rule) {
        int blank = rule.indexOf(' ');
        int colon = rule.indexOf(':');
        HeaderRule action = blank < 0 ? null : ACTIONS.get(rule.substring(0, blank));
        if (action == null || colon < blank) {
            throw wrong(setting, rule, "it is not of the form 'action name: value'");
        }
        String name = rule.substring(blank, colon).strip();
        String value = rule.substring(colon + 1).strip();
        if (!name.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+")) {
            throw wrong(setting, rule, "'" + name + "' is no name of a header");
        }
        if (value.chars().anyMatch(c -> c < ' ')) {
            throw wrong(setting, rule, "the value has a line break or another control character");
        }
        if (action.date() && !value.matches("-?\\d{1,18}")) {
            throw wrong(setting, rule, "'" + value + "' is no number of milliseconds");
        }
        return new HeaderRule(action.action(), action.date(), name, value);
    }

    private static ConfigException wrong(String setting, String rule, String why) {
        return new ConfigException(
                setting,
                rule,
                why
                        + ". The actions are set, add, setDate and addDate: write for example \"set X-Frame-Options: DENY\".");
    }
}
