using Microsoft.AspNetCore.Http;

namespace HalloweenCostume.Http;

/// <summary>An answer whose JSON is written already.</summary>
public sealed class JsonBytes(byte[] json) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = json.Length;
        return response.Body.WriteAsync(json, httpContext.RequestAborted).AsTask();
    }
}
