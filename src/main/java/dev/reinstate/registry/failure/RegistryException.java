package dev.reinstate.registry.failure;

import com.google.common.collect.ImmutableList;
import dev.reinstate.image.Repository;
import dev.reinstate.network.HostFaultException;
import java.io.IOException;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A registry refused, failed, or answered what cannot be right. The message names method, redacted
 * URL, repository, status, the registry's error codes and what to do about it.
 */
public final class RegistryException extends IOException {

  private static final long serialVersionUID = 1L;

  private final transient Repository repository;
  private final transient OptionalInt status;
  private final transient ImmutableList<RegistryError> errors;
  private final int attempts;

  public RegistryException(
      String message,
      Repository repository,
      OptionalInt status,
      ImmutableList<RegistryError> errors,
      Throwable cause) {
    this(message, repository, status, errors, 1, cause);
  }

  private RegistryException(
      String message,
      Repository repository,
      OptionalInt status,
      ImmutableList<RegistryError> errors,
      int attempts,
      Throwable cause) {
    super(message, cause);
    this.repository = repository;
    this.status = status;
    this.errors = errors;
    this.attempts = attempts;
  }

  /** The same as the last of several attempts; what is wrong with a host stays as it is said. */
  public RegistryException afterAttempts(int number) {
    return number <= attempts || getCause() instanceof HostFaultException
        ? this
        : withMessage(getMessage() + " (the last of " + number + " attempts)", number);
  }

  /** The same with what to do about it. */
  public RegistryException advising(String advice) {
    return withMessage(getMessage() + "; " + advice, attempts);
  }

  private RegistryException withMessage(String message, int number) {
    return new RegistryException(message, repository, status, errors, number, this);
  }

  /** How often it was tried; at least 1. */
  public int attempts() {
    return attempts;
  }

  /** The repository as it was addressed, after rewriting. */
  public Repository repository() {
    return repository;
  }

  /** The HTTP status; empty when there was no response or its content was at fault. */
  public OptionalInt status() {
    return status;
  }

  /** Whether the registry named this error code, such as {@code MANIFEST_UNKNOWN}. */
  public boolean hasCode(String code) {
    return errors.stream().anyMatch(error -> error.code().equals(code));
  }

  public ImmutableList<RegistryError> errors() {
    return errors;
  }

  /** Status and error codes, as far as there are any: {@code 404 BLOB_UNKNOWN (unknown blob)}. */
  public String answer() {
    return Stream.concat(
            status.stream().mapToObj(Integer::toString), errors.stream().map(Object::toString))
        .collect(Collectors.joining(" "));
  }
}
