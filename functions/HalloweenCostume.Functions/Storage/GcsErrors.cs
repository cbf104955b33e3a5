using System.Text.RegularExpressions;
using Google;
using Polly.Timeout;

namespace HalloweenCostume.Functions.Storage;

/// <summary>Turns what goes wrong on the way to Google into what an object store throws. No message holds an address.</summary>
internal static partial class GcsErrors
{
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
        Answered((int)response.StatusCode, Code().Match(await response.Content.ReadAsStringAsync(cancellationToken)).Groups[1].Value, failure);

    private static IOException Answered(int status, string? code, string failure) =>
        new($"{failure}: Google answered {status}{(string.IsNullOrEmpty(code) ? "" : $" {code}")}.");

    [GeneratedRegex("<Code>([A-Za-z]{1,60})</Code>")]
    private static partial Regex Code();
}
