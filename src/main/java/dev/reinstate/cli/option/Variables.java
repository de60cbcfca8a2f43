package dev.reinstate.cli.option;

import com.google.common.collect.ImmutableMap;
import java.util.Optional;
import java.util.stream.Stream;

/** Environment variables that stand for options. One that is empty is not there. */
public record Variables(ImmutableMap<String, String> environment) {

  /** The option's value, or that of the first of the variables that is there. */
  public Optional<String> orElse(String option, String... names) {
    return Stream.concat(
            Stream.ofNullable(option),
            Stream.of(names)
                .map(name -> environment.getOrDefault(name, ""))
                .filter(value -> !value.isEmpty()))
        .findFirst();
  }
}
