package dev.reinstate.cli.option;

import com.google.common.collect.ImmutableMap;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Amounts as people write them. All methods throw {@link IllegalArgumentException}. */
public final class Quantity {

  private static final Pattern DURATIONS = Pattern.compile("(\\d{1,9}(s|m|h|d))+");
  private static final Pattern DURATION = Pattern.compile("(\\d+)([smhd])");
  private static final ImmutableMap<String, Duration> UNITS =
      ImmutableMap.of(
          "s", Duration.ofSeconds(1),
          "m", Duration.ofMinutes(1),
          "h", Duration.ofHours(1),
          "d", Duration.ofDays(1));

  private static final Pattern BYTES =
      Pattern.compile("(\\d{1,15}(?:\\.\\d{1,3})?)(B|KiB|MiB|GiB|TiB|KB|MB|GB|TB)?");
  private static final ImmutableMap<String, Long> SIZES =
      ImmutableMap.<String, Long>builder()
          .put("B", 1L)
          .put("KiB", 1L << 10)
          .put("MiB", 1L << 20)
          .put("GiB", 1L << 30)
          .put("TiB", 1L << 40)
          .put("KB", 1_000L)
          .put("MB", 1_000_000L)
          .put("GB", 1_000_000_000L)
          .put("TB", 1_000_000_000_000L)
          .buildOrThrow();

  private Quantity() {}

  /** Such as {@code 90m} or {@code 1d12h}; more than nothing. */
  public static Duration duration(String text) {
    if (!DURATIONS.matcher(text).matches()) {
      throw new IllegalArgumentException("'" + text + "' is no duration such as 90m, 2h or 1d12h");
    }
    Duration sum = Duration.ZERO;
    Matcher part = DURATION.matcher(text);
    while (part.find()) {
      sum = sum.plus(UNITS.get(part.group(2)).multipliedBy(Long.parseLong(part.group(1))));
    }
    if (sum.isZero()) {
      throw new IllegalArgumentException("'" + text + "' is no time at all");
    }
    return sum;
  }

  /** Such as {@code 500GiB}, or a number of bytes; more than nothing. */
  public static long bytes(String text) {
    Matcher matcher = BYTES.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("'" + text + "' is no size such as 500GiB or 1TiB");
    }
    long unit = matcher.group(2) == null ? 1 : SIZES.get(matcher.group(2));
    BigDecimal bytes = new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(unit));
    if (bytes.signum() == 0) {
      throw new IllegalArgumentException("'" + text + "' is nothing at all");
    }
    if (bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
      throw new IllegalArgumentException("'" + text + "' is more than there is");
    }
    return bytes.longValue();
  }
}
