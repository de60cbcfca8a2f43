package dev.reinstate.bench;

import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code 20ms}. */
final class Milliseconds implements ITypeConverter<Duration> {

  @Override
  public Duration convert(String text) {
    if (!text.matches("\\d{1,6}ms")) {
      throw new TypeConversionException("'" + text + "' is not like 20ms");
    }
    return Duration.ofMillis(Long.parseLong(text.substring(0, text.length() - 2)));
  }
}
