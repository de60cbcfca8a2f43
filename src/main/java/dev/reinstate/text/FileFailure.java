package dev.reinstate.text;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** Says what failed where the platform's own exceptions say only which file it was. */
public final class FileFailure {

  private FileFailure() {}

  /** The message, with the reason where it is a path and nothing else. */
  public static String said(IOException failure) {
    return failure instanceof FileSystemException file && isBare(file)
        ? file.getFile() + ": " + reason(file)
        : failure.getMessage();
  }

  private static boolean isBare(FileSystemException failure) {
    return failure.getFile() != null
        && failure.getReason() == null
        && failure.getOtherFile() == null;
  }

  private static String reason(FileSystemException failure) {
    return switch (failure) {
      case AccessDeniedException ignored -> "permission denied";
      case NoSuchFileException ignored -> "there is no such file or directory";
      case FileAlreadyExistsException ignored -> "it is there already";
      case NotDirectoryException ignored -> "it is not a directory";
      case DirectoryNotEmptyException ignored -> "the directory is not empty";
      default -> failure.getClass().getSimpleName();
    };
  }
}
