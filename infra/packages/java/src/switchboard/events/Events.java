package switchboard.events;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import switchboard.events.CommonEvents.CommonEvent;
import switchboard.events.CommonEvents.Metadata;

/**
 * From what a target receives to a typed event, and which of two events counts.
 *
 * <p>Unknown types, words and fields are let through; everything else that is not as the contract
 * says is refused with an {@link InvalidEventException}.
 */
public final class Events {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final DateTimeFormatter INSTANT =
        DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    /** The event in an SQS record, whose body is the whole event, as JSON. */
    public static BusEvent parseSqsRecord(String body) {
        try {
            return parseBusEvent(MAPPER.readTree(body == null ? "" : body));
        } catch (JsonProcessingException error) {
            throw invalid("the body of the record is not JSON");
        }
    }

    /** The event that a Lambda function or another target of a rule received. */
    public static BusEvent parseBusEvent(JsonNode event) {
        JsonNode type = event.path("detail-type");
        if (!event.isObject() || !type.isTextual()) {
            throw invalid(
                "it has no detail-type: the target must receive whole events, without InputPath or InputTransformer");
        }
        checkVersion(event.path("detail"));
        List<String> problems = new ArrayList<>();
        BusEvent parsed = BusEvent.read(type.textValue(), new Json(event, "event", problems), event);
        refuse(problems);
        String named = parsed.detail().metadata().type();
        if (!named.equals(parsed.detailType())) {
            throw invalid("detail.metadata.type is " + named + ", but the detail-type is " + parsed.detailType());
        }
        return parsed;
    }

    /** The Common Event in the {@code detail} of an event. */
    public static CommonEvent parseCommonEvent(JsonNode detail) {
        checkVersion(detail);
        List<String> problems = new ArrayList<>();
        String type = detail.path("metadata").path("type").asText();
        CommonEvent parsed =
            Json.part(json -> CommonEvents.read(type, json)).read(new Json(detail, "detail", problems));
        refuse(problems);
        return parsed;
    }

    /**
     * Whether {@code a} is a later revision than {@code b} of the same Common Event. Of two Common
     * Events {@code occurredAt} and {@code knownEvents} say which is later.
     */
    public static boolean isNewer(Metadata a, Metadata b) {
        if (!a.id().equals(b.id())) {
            throw new IllegalArgumentException(
                "isNewer compares revisions of one Common Event, but " + a.id() + " is not " + b.id());
        }
        return a.revision() > b.revision();
    }

    /**
     * The key to remember, so that nothing is done twice: {@code <id>#<revision>}. At-least-once
     * delivery may bring the same revision again, with the same key.
     */
    public static String idempotencyKey(Metadata metadata) {
        return metadata.id() + "#" + metadata.revision();
    }

    /** An instant as the contract writes it: ISO 8601 in UTC with milliseconds. */
    public static String formatInstant(Instant instant) {
        return INSTANT.format(instant);
    }

    private static void checkVersion(JsonNode detail) {
        JsonNode version = detail.path("metadata").path("schemaVersion");
        if (version.isNumber() && version.doubleValue() != CommonEvents.SCHEMA_VERSION) {
            throw invalid(
                "its schemaVersion is " + version + ": install version " + version
                    + " of this package, which knows " + CommonEvents.SCHEMA_VERSION);
        }
    }

    private static void refuse(List<String> problems) {
        if (!problems.isEmpty()) {
            throw new InvalidEventException(problems);
        }
    }

    private static InvalidEventException invalid(String problem) {
        return new InvalidEventException(List.of(problem));
    }

    private Events() {}
}
