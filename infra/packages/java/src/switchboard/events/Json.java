package switchboard.events;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;

/** A JSON value that is read, and its place. What is wrong goes to a list; reading goes on. */
final class Json {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9-]{1,64}");
    private static final Pattern UUID = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
    private static final Pattern KEY = Pattern.compile("[0-9a-f]{32}");

    /** Reads a value. Returns {@code null} after it has noted a problem. */
    interface Reader<T> {
        T read(Json json);
    }

    private final JsonNode node;
    private final String path;
    private final List<String> problems;

    Json(JsonNode node, String path, List<String> problems) {
        this.node = node;
        this.path = path;
        this.problems = problems;
    }

    <T> T refuse(String problem) {
        problems.add(path + " " + problem);
        return null;
    }

    private Json child(String name) {
        return new Json(node.get(name), path + "." + name, problems);
    }

    <T> T optional(String name, Reader<T> reader) {
        Json child = child(name);
        return child.node == null ? null : reader.read(child);
    }

    <T> T required(String name, Reader<T> reader) {
        Json child = child(name);
        return child.node == null ? child.refuse("is missing") : reader.read(child);
    }

    long requiredLong(String name, Reader<Long> reader) {
        Long value = required(name, reader);
        return value == null ? 0 : value;
    }

    double requiredDouble(String name, Reader<Double> reader) {
        Double value = required(name, reader);
        return value == null ? 0 : value;
    }

    boolean requiredFlag(String name, Reader<Boolean> reader) {
        Boolean value = required(name, reader);
        return value != null && value;
    }

    static <T> Reader<T> part(Function<Json, T> read) {
        return json -> json.node.isObject() ? read.apply(json) : json.refuse("must be an object");
    }

    static <T> Reader<List<T>> list(Reader<T> reader) {
        return json -> {
            if (!json.node.isArray()) {
                return json.refuse("must be an array");
            }
            List<T> values = new ArrayList<>();
            for (int at = 0; at < json.node.size(); at++) {
                values.add(reader.read(new Json(json.node.get(at), json.path + "[" + at + "]", json.problems)));
            }
            return Collections.unmodifiableList(values);
        };
    }

    static <T> Reader<Map<String, T>> map(Reader<T> reader) {
        return json -> {
            if (!json.node.isObject()) {
                return json.refuse("must be an object");
            }
            Map<String, T> values = new LinkedHashMap<>();
            json.node.fieldNames().forEachRemaining(name -> values.put(name, reader.read(json.child(name))));
            return Collections.unmodifiableMap(values);
        };
    }

    String text() {
        return node.isTextual() ? node.textValue() : refuse("must be a text");
    }

    String id() {
        return matching(ID, "must be an id: 1 to 64 letters, digits and hyphens");
    }

    String uuid() {
        return matching(UUID, "must be a UUID");
    }

    String key() {
        return matching(KEY, "must be the key of an event: 32 hexadecimal digits");
    }

    private String matching(Pattern pattern, String otherwise) {
        boolean matches = node.isTextual() && pattern.matcher(node.textValue()).matches();
        return matches ? node.textValue() : refuse(otherwise);
    }

    Instant instant() {
        try {
            return node.isTextual() ? OffsetDateTime.parse(node.textValue()).toInstant() : refuse("must be an instant");
        } catch (DateTimeException error) {
            return refuse("must be an instant, such as 2026-03-02T09:00:00.000Z");
        }
    }

    Long integer() {
        return atLeast(Long.MIN_VALUE, "must be a whole number");
    }

    Long count() {
        return atLeast(0, "must be a whole number, 0 or more");
    }

    Long positive() {
        return atLeast(1, "must be a whole number, 1 or more");
    }

    private Long atLeast(long least, String otherwise) {
        if (!node.isNumber()) {
            return refuse(otherwise);
        }
        BigDecimal value = node.decimalValue();
        boolean isWhole = value.signum() == 0 || value.stripTrailingZeros().scale() <= 0;
        boolean fits = isWhole && node.canConvertToLong() && node.longValue() >= least;
        return fits ? (Long) node.longValue() : refuse(otherwise);
    }

    Double number() {
        return node.isNumber() ? (Double) node.doubleValue() : refuse("must be a number");
    }

    Boolean flag() {
        return node.isBoolean() ? (Boolean) node.booleanValue() : refuse("must be true or false");
    }
}
