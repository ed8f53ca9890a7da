import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import switchboard.events.BusEvent;
import switchboard.events.Events;
import switchboard.events.InvalidEventException;

/**
 * Answers each line of standard input with a line: what the package reads of a record's body or of a detail, written
 * again as JSON, or its problems. The test is test_java.py.
 */
public final class Check {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    public static void main(String[] arguments) throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            out.println(answer(MAPPER.readTree(line)));
        }
        out.flush();
    }

    private static JsonNode answer(JsonNode asked) {
        ObjectNode answer = MAPPER.createObjectNode();
        try {
            Object read = asked.has("body")
                ? Events.parseSqsRecord(asked.get("body").textValue())
                : Events.parseCommonEvent(asked.get("detail"));
            Object common = read instanceof BusEvent event ? event.detail() : read;
            answer.put("class", common.getClass().getSimpleName());
            answer.set("json", json(read));
        } catch (InvalidEventException error) {
            answer.set("problems", MAPPER.valueToTree(error.problems()));
        }
        return answer;
    }

    /** The fields of a record by their names in JSON, without those that are absent. */
    private static JsonNode json(Object value) {
        if (value instanceof Record) {
            ObjectNode object = MAPPER.createObjectNode();
            for (RecordComponent component : value.getClass().getRecordComponents()) {
                Object field = field(component, value);
                if (field != null && !(field instanceof JsonNode)) {
                    boolean isEnvelope = value instanceof BusEvent;
                    String name = component.getName();
                    object.set(isEnvelope ? name.replaceAll("([A-Z])", "-$1").toLowerCase() : name, json(field));
                }
            }
            return object;
        }
        if (value instanceof List<?> list) {
            ArrayNode array = MAPPER.createArrayNode();
            list.forEach(one -> array.add(json(one)));
            return array;
        }
        if (value instanceof Map<?, ?> map) {
            ObjectNode object = MAPPER.createObjectNode();
            map.forEach((name, one) -> object.set((String) name, json(one)));
            return object;
        }
        return MAPPER.valueToTree(value instanceof Instant instant ? Events.formatInstant(instant) : value);
    }

    private static Object field(RecordComponent component, Object value) {
        try {
            return component.getAccessor().invoke(value);
        } catch (ReflectiveOperationException error) {
            throw new IllegalStateException(error);
        }
    }
}
