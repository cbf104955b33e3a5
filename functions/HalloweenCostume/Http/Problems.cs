using HalloweenCostume.Data;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Data.Sqlite;

namespace HalloweenCostume.Http;

/// <summary>Errors as RFC 9457 problems, each with a detail that a person can act on and nothing of the program's insides.</summary>
public static class Problems
{
    /// <param name="errors">Field names as the client wrote them, with what is wrong and what it should be.</param>
    public static ProblemResult Invalid(FieldErrors errors) => Invalid(StatusCodes.Status400BadRequest, errors);

    public static ProblemResult Invalid(string field, string message) => Invalid(new FieldErrors().Add(field, message));

    public static ProblemResult Invalid(int status, string field, string message) => Invalid(status, new FieldErrors().Add(field, message));

    public static ProblemResult NotFound(string detail) => Of(StatusCodes.Status404NotFound, detail);

    public static ProblemResult Of(int status, string detail) => new(Details(status, detail));

    public static ProblemDetails Details(int status, string detail) => new()
    {
        Status = status,
        Title = ReasonPhrases.GetReasonPhrase(status) is { Length: > 0 } phrase ? phrase : "Error",
        Type = Type(status),
        Detail = detail,
    };

    /// <summary>The problem of an answer that has only a status: an unknown route, a method that a route does not have.</summary>
    public static ProblemDetails ForStatus(int status, HttpRequest request) => Details(status, status switch
    {
        StatusCodes.Status404NotFound => "There is nothing at this address. The API is described at /api/openapi.json.",
        StatusCodes.Status405MethodNotAllowed => $"This address does not take {Shown(request.Method)} requests: the header Allow names those that it takes.",
        StatusCodes.Status413PayloadTooLarge => "The body is too large.",
        StatusCodes.Status415UnsupportedMediaType => "Send the body as application/json.",
        _ => "The request could not be answered.",
    });

    /// <summary>What an exception that no endpoint expected means to the client.</summary>
    public static ProblemDetails ForException(Exception exception) => exception switch
    {
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => Details(StatusCodes.Status413PayloadTooLarge, "The body is too large."),
        BadHttpRequestException { StatusCode: StatusCodes.Status408RequestTimeout } => Details(StatusCodes.Status408RequestTimeout, "The body came too slowly. Send it again, faster."),
        BadHttpRequestException bad => Details(bad.StatusCode, "The request could not be read. Check its form and send it again."),
        _ when IsUnavailable(exception) => Details(StatusCodes.Status503ServiceUnavailable,
            IsFull(exception)
                ? "The disk that holds the data is full, so nothing was stored. Make room and try again."
                : "The database is busy or cannot be used right now, so nothing was stored. Try again in a moment."),
        NotOurTurnException => Details(StatusCodes.Status503ServiceUnavailable, "Another instance of the program is at work on the database. Try again in a moment."),
        _ => Details(StatusCodes.Status500InternalServerError, "Something went wrong on our side. It has been logged; try again."),
    };

    /// <summary>Trouble that passes without a change of the program: a locked database, a full disk.</summary>
    public static bool IsUnavailable(Exception exception) => exception is SqliteException { SqliteErrorCode: Busy or Locked or ReadOnly or IoError or Full or CantOpen }
        or IOException or TimeoutException;

    // SQLite's primary result codes: https://www.sqlite.org/rescode.html
    private const int Busy = 5, Locked = 6, ReadOnly = 8, IoError = 10, Full = 13, CantOpen = 14;

    internal static bool IsFull(Exception exception) => exception is SqliteException { SqliteErrorCode: Full }
        // ENOSPC on Unix, ERROR_DISK_FULL on Windows.
        || (exception is IOException { HResult: var code } && (code == 28 || code == unchecked((int)0x80070070)));

    private static ProblemResult Invalid(int status, FieldErrors errors) => new(new HttpValidationProblemDetails(errors.ToDictionary())
    {
        Status = status,
        Title = ReasonPhrases.GetReasonPhrase(status),
        Type = Type(status),
        Detail = errors.Summary,
    });

    private static string Type(int status) => $"https://httpwg.org/specs/rfc9110.html#status.{status}";

    private static string Shown(string method) => method.Length <= 10 && method.All(char.IsAsciiLetterUpper) ? method : "such";
}
