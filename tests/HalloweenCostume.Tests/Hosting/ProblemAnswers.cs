using System.Net;
using System.Text.Json;

namespace HalloweenCostume.Tests.Hosting;

internal static class ProblemAnswers
{
    /// <summary>Asserts that the answer is a problem as every problem of the API is, and returns it.</summary>
    /// <param name="field">What <c>errors</c> has to name.</param>
    public static async Task<JsonElement> ProblemAsync(this HttpResponseMessage response, HttpStatusCode status, string? field = null)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(status == response.StatusCode, $"{(int)response.StatusCode} instead of {(int)status}: {text}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.True(response.Headers.CacheControl?.NoStore, "A problem is not for caches.");
        Assert.Equal(["nosniff"], response.Headers.GetValues("X-Content-Type-Options"));
        return Check(text, (int)status, field);
    }

    /// <summary>The same for an answer that came over a bare socket.</summary>
    public static JsonElement Problem(this RawAnswer answer, HttpStatusCode status, string? field = null)
    {
        Assert.True((int)status == answer.Status, $"{answer.Status} instead of {(int)status}: {answer.Body}");
        Assert.StartsWith("application/problem+json", answer.Headers["Content-Type"], StringComparison.Ordinal);
        Assert.Equal("no-store", answer.Headers["Cache-Control"]);
        return Check(answer.Body, (int)status, field);
    }

    private static JsonElement Check(string text, int status, string? field)
    {
        var problem = JsonDocument.Parse(text).RootElement;
        Assert.Equal(status, problem.GetProperty("status").GetInt32());
        Assert.NotEmpty(problem.GetProperty("title").GetString()!);
        Assert.True(problem.GetProperty("detail").GetString()!.Length > 15, text);
        if (field is not null)
        {
            var messages = Assert.Single(problem.GetProperty("errors").EnumerateObject(), error => error.Name == field).Value;
            Assert.All(messages.EnumerateArray(), message => Assert.StartsWith(field + " ", message.GetString(), StringComparison.Ordinal));
        }

        return problem;
    }
}
