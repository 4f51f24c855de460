package io.leat.cli.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.leat.cli.ExitCode;
import io.leat.cli.Problem;

/** What an HTTP status of a worker means for the person at the command line. Pure. */
final class RestFailure {
    private static final int SHOWN = 500;

    private RestFailure() {}

    /**
     * @param answer the parsed body, Kafka Connect's {@code {"error_code", "message"}} or anything else
     * @param body the body as it came
     */
    static Problem problem(String url, int status, JsonNode answer, String body) {
        var message = answer.path("message").asText(body.substring(0, Math.min(SHOWN, body.length())));
        return switch (status) {
            case 400, 422 ->
                Problem.wrongInput("The worker refused it: " + message, "Correct the configuration and run it again.");
            case 404 ->
                Problem.wrongInput(message + " (404 from " + url + ")", "See the names with ./leat connectors list.");
            case 409 ->
                new Problem(
                        ExitCode.FAILED,
                        message,
                        message.contains("exist")
                                ? "Give it another name, or change the one that is there with create --update."
                                : "Run it again in a moment: the worker was busy with another change.");
            default ->
                new Problem(
                        ExitCode.FAILED,
                        url + " answered " + status + ": " + message,
                        "Look into the worker's log for the cause.");
        };
    }
}
