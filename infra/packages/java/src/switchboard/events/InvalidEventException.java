package switchboard.events;

import java.util.List;

/** An event is not what the contract says. */
public final class InvalidEventException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    private final List<String> problems;

    InvalidEventException(List<String> problems) {
        super("not an event of Switchboard: " + String.join("; ", problems));
        this.problems = List.copyOf(problems);
    }

    /** What is wrong, each with the path of the field. */
    public List<String> problems() {
        return problems;
    }
}
