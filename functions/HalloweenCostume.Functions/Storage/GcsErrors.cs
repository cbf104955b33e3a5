using System.Buffers;
using Google;
using Polly.Timeout;

namespace HalloweenCostume.Functions.Storage;

/// <summary>Turns what goes wrong on the way to Google into what an object store throws. No message holds an address.</summary>
internal static class GcsErrors
{
    private static readonly SearchValues<char> _letters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <exception cref="IOException">Whatever went wrong, but for a cancellation.</exception>
    public static async Task<T> AsIoAsync<T>(string failure, Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (GoogleApiException exception)
        {
            throw Answered((int)exception.HttpStatusCode, exception.Error?.Errors?.FirstOrDefault()?.Reason, failure);
        }
        catch (Exception exception) when (exception is HttpRequestException or TimeoutRejectedException)
        {
            throw new IOException($"{failure}: Google's storage cannot be reached.", exception);
        }
    }

    public static async Task<IOException> OfAsync(HttpResponseMessage response, string failure, CancellationToken cancellationToken) =>
        Answered((int)response.StatusCode, Code(await response.Content.ReadAsStringAsync(cancellationToken)), failure);

    private static IOException Answered(int status, string? code, string failure) =>
        new($"{failure}: Google answered {status}{(string.IsNullOrEmpty(code) ? "" : $" {code}")}.");

    private static string? Code(string xml)
    {
        const string start = "<Code>", end = "</Code>";
        var at = xml.IndexOf(start, StringComparison.Ordinal) + start.Length;
        var length = at < start.Length ? 0 : xml.AsSpan(at).IndexOf(end, StringComparison.Ordinal);
        return length is > 0 and <= 60 && !xml.AsSpan(at, length).ContainsAnyExcept(_letters) ? xml.Substring(at, length) : null;
    }
}
