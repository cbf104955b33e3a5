using HalloweenCostume.Functions.Generations;
using HalloweenCostume.Http;
using HalloweenCostume.Loras;
using HalloweenCostume.People;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace HalloweenCostume.Functions.Http;

internal sealed class AdminFunctions(PeopleAdminApi people, LoraAdminApi loras, DurableGenerationRunner runner)
{
    [Function("people")]
    public IResult ListPeople([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Routes.People)] HttpRequest request) => people.List();

    [Function("add-person")]
    public Task<IResult> AddPerson([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes.People)] HttpRequest request) =>
        people.AddAsync(request, request.HttpContext.RequestAborted);

    [Function("change-person")]
    public Task<IResult> ChangePerson([HttpTrigger(AuthorizationLevel.Anonymous, "patch", Route = Routes.Person)] HttpRequest request) =>
        people.ChangeAsync(request, request.Part("personId"), request.HttpContext.RequestAborted);

    [Function("forget-person")]
    public Task<IResult> ForgetPerson(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = Routes.Person)] HttpRequest request, [DurableClient] DurableTaskClient client)
    {
        runner.Use(client);
        return people.ForgetAsync(request, request.Part("personId"), request.HttpContext.RequestAborted);
    }

    [Function("export-person")]
    public IResult ExportPerson([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Routes.PersonExport)] HttpRequest request) =>
        people.Export(request, request.Part("personId"));

    [Function("loras")]
    public IResult ListLoras([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Routes.Loras)] HttpRequest request) => loras.List();

    [Function("add-lora")]
    public Task<IResult> AddLora([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes.Loras)] HttpRequest request) =>
        loras.AddAsync(request, request.HttpContext.RequestAborted);

    [Function("change-lora")]
    public Task<IResult> ChangeLora([HttpTrigger(AuthorizationLevel.Anonymous, "patch", Route = Routes.Lora)] HttpRequest request) =>
        loras.ChangeAsync(request, request.Part("loraId"), request.HttpContext.RequestAborted);

    [Function("remove-lora")]
    public Task<IResult> RemoveLora([HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = Routes.Lora)] HttpRequest request) => loras.RemoveAsync(request.Part("loraId"));

    [Function("prepare-lora-upload")]
    public Task<IResult> PrepareLoraUpload([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes.LoraUploads)] HttpRequest request) =>
        loras.PrepareUploadAsync(request, request.HttpContext.RequestAborted);
}
