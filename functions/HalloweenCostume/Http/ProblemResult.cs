using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace HalloweenCostume.Http;

/// <summary>A problem as <c>application/problem+json</c>, written alike by both hosts.</summary>
public sealed class ProblemResult(ProblemDetails details) : IResult
{
    public ProblemDetails Details => details;

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = details.Status ?? StatusCodes.Status500InternalServerError;
        if (response.StatusCode == StatusCodes.Status503ServiceUnavailable)
            response.Headers.RetryAfter = "5";
        return details is HttpValidationProblemDetails validation
            ? response.WriteAsJsonAsync(validation, ApiJson.Readable.HttpValidationProblemDetails, "application/problem+json", httpContext.RequestAborted)
            : response.WriteAsJsonAsync(details, ApiJson.Readable.ProblemDetails, "application/problem+json", httpContext.RequestAborted);
    }
}
